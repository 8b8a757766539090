# Paperboy in a container: no root, a root file system that may be read-only, everything that lasts in /data.
# Both stages begin from one image, named where Dependabot finds it; any with Python 3.11 or newer and venv will do:
# docker build --build-context base=docker-image://YOUR/IMAGE .
FROM docker.io/library/python:3.13-slim-trixie AS base

FROM base AS build
WORKDIR /src
COPY requirements/image.txt requirements/build.txt requirements/
# Two environments: what runs, without pip in it, and what builds.
RUN python3 -m venv /opt/build \
    && python3 -m venv --without-pip /opt/paperboy \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt \
    && /opt/build/bin/pip --python /opt/paperboy/bin/python install --no-cache-dir \
        --require-hashes --only-binary :all: -r requirements/image.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY config config
COPY tools/build_hook.py tools/build_hook.py
# `docker build --build-arg COMMIT=$(git rev-parse HEAD)` makes `paperboy --version` name it.
ARG COMMIT=""
RUN SOURCE_COMMIT="$COMMIT" /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/build/bin/pip --python /opt/paperboy/bin/python install --no-cache-dir --no-index --no-deps /wheels/*.whl

FROM base
LABEL org.opencontainers.image.title="Paperboy" \
      org.opencontainers.image.description="Alerts for new trending research papers, in Discord" \
      org.opencontainers.image.licenses="MIT"
RUN groupadd --gid 10001 paperboy \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin paperboy \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data \
    && install --directory /app \
    && ln --symbolic /data /app/data
COPY --from=build /opt/paperboy /opt/paperboy
ENV PATH=/opt/paperboy/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# config/paperboy.toml is looked for here, and the default store, data/paperboy, is in the volume. No setting is made
# in the image: it would stand in the way of one in a secret file, and win over one in a TOML file.
WORKDIR /app
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
# Asks the running bot through its socket in /data: no port is needed.
HEALTHCHECK --interval=60s --timeout=15s --start-period=90s --retries=3 CMD ["paperboy", "status", "--ready"]
ENTRYPOINT ["paperboy"]
CMD ["run"]
