# ytdub's API and workers. The sources run as they are: Node strips their types, so nothing is built.
#   docker build -t ytdub .                          for the cloud and local engines
#   docker build -t ytdub:offline --target offline . with the offline engine's programs too
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS project
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/runtime/package.json tools/runtime/
# Optional packages are the clone's own Node, ffmpeg and a keychain, which an image has or does not need. Of what is left
# nothing has to run at installation.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
COPY bin bin
COPY commands commands
COPY src src
COPY supabase supabase
COPY deploy/health.mjs deploy/
# Whatever the clone's permissions: everyone reads, nobody but root writes.
RUN chmod -R a+rX,go-w /app

FROM ${NODE_IMAGE} AS machine
# Captions that are burnt into a picture want fonts: --build-arg EXTRA_PACKAGES="fonts-noto-core fonts-noto-cjk"
ARG EXTRA_PACKAGES=""
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates ffmpeg tini ${EXTRA_PACKAGES} \
  && rm -rf /var/lib/apt/lists/*
# Its unfinished files: a volume, so that the image's own file system can be mounted read-only.
RUN install -d -o node -g node -m 0700 /data
ENV NODE_ENV=production \
  YTDUB_HOME=/data \
  FFMPEG_PATH=/usr/bin/ffmpeg
VOLUME /data
WORKDIR /app
USER node
EXPOSE 8000
STOPSIGNAL SIGTERM
# For `serve`; a worker listens nowhere, and is started with --no-healthcheck: its tasks carry its heartbeat.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "/app/deploy/health.mjs"]
# Node as process 1 would neither reap ffmpeg's orphans nor die of a signal that it does not handle.
ENTRYPOINT ["/usr/bin/tini", "--", "node", "/app/bin/ytdub"]
# Within a container the loopback is nobody else's: which of its ports is to be reached is said from outside.
CMD ["serve", "--host", "0.0.0.0"]

FROM machine AS offline
USER root
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    pocketsphinx pocketsphinx-en-us espeak-ng apertium apertium-eng-spa apertium-eng-cat apertium-eo-en \
  && rm -rf /var/lib/apt/lists/*
USER node
COPY --from=project /app /app

FROM machine AS service
COPY --from=project /app /app
