"""What is served in the formats of other people's tools: side-cars, Parquet, SDMX-CSV, hubverse, the Bank's schema.

Rows come from the store or from the API; here they are described and written. Nothing is fitted, and nothing but
numpy is needed; pyarrow is imported only when Parquet is asked for.
"""
