"""What editors do: write targets, their milestones, accepted breaks, label sets and notes, with history and a reason.

Pages, the API and the command line call the same functions, each in a session of ``Store.session()``::

    editor = Editor.of(principal, at=now, why=reason)
    saved = save_target(session, editor, "uk-homes-1.5m", fields)
    note = write_note(session, editor, About.TARGET, "uk-homes-1.5m", NoteSent(text="Planning reform passed"))

Each adds its line to the audit and says what is to be judged anew; nothing is fitted.
"""

from service.operations.editing.breaks import remove_break, save_break
from service.operations.editing.editor import Editor, Saved
from service.operations.editing.label_sets import remove_label_set, save_label_set
from service.operations.editing.milestones import remove_milestone, save_milestone, save_milestones
from service.operations.editing.notes import NoteSent, change_note, withdraw_note, write_note
from service.operations.editing.targets import remove_edit, save_target

__all__ = [
    "Editor",
    "NoteSent",
    "Saved",
    "change_note",
    "remove_break",
    "remove_edit",
    "remove_label_set",
    "remove_milestone",
    "save_break",
    "save_label_set",
    "save_milestone",
    "save_milestones",
    "save_target",
    "withdraw_note",
    "write_note",
]
