# Headway in a container:
#   docker build --tag headway .
#   docker run --publish 8000:8000 --volume headway:/var/lib/headway headway
# The first start loads the bundled statistics and judges every target; later ones take seconds.

# The Python that the tests run on.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
# One environment makes the wheel, another holds only what runs; only the second leaves this stage.
RUN python -m venv /opt/builder && python -m venv /opt/headway
COPY pyproject.toml constraints.txt ./
RUN /opt/builder/bin/pip install --constraint constraints.txt hatchling
COPY . .
RUN /opt/builder/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/headway/bin/pip install --constraint constraints.txt /wheels/headway-*.whl

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="Headway" \
      org.opencontainers.image.description="Target setting and forecasting for mission-driven government"
RUN groupadd --system --gid 10001 headway \
    && useradd --system --uid 10001 --gid headway --no-create-home --home-dir /var/lib/headway headway \
    && install --directory --owner=headway --group=headway --mode=0750 /var/lib/headway
COPY --from=build /opt/headway /opt/headway
ENV PATH=/opt/headway/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HEADWAY_HOME=/var/lib/headway \
    HOME=/var/lib/headway
USER 10001:10001
WORKDIR /var/lib/headway
VOLUME /var/lib/headway
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=180s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["headway", "serve", "--host", "0.0.0.0", "--port", "8000"]
