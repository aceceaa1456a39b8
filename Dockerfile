# The portal as one image: web by default, `python manage.py run_huey` for the worker.
# Data (database, videos, mail) lives in /data.

FROM node:24-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/build-frontend.mjs scripts/
COPY static static
RUN npm run build

FROM python:3.11-slim AS packages
# wheel: the ffmpeg that comes with imageio-ffmpeg. system: Debian's (docs/licences.md).
ARG FFMPEG=wheel
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
RUN test "$FFMPEG" = wheel || rm /venv/lib/python3.11/site-packages/imageio_ffmpeg/binaries/ffmpeg-*

FROM python:3.11-slim
ARG FFMPEG=wheel
# bubblewrap shuts ffmpeg in while it reads what students upload.
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap $(test "$FFMPEG" = wheel || echo ffmpeg) \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home practika \
    && install -d -o practika /data
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app/site:/app \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    PRACTIKA_HOME=/data \
    STATIC_ROOT=/app/collected \
    WEB_BIND=0.0.0.0:8000
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py ./
COPY site site
COPY courses courses
COPY practice practice
COPY feedback feedback
COPY invitations invitations
COPY templates templates
COPY locale locale
COPY deploy deploy
COPY static static
COPY --from=frontend /app/static/build static/build
# Settings must load to collect; these values live in this one command.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(64))") \
    ALLOWED_HOSTS=localhost PRACTIKA_HOME=/tmp/collect \
    python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/collect
USER practika
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "portal.wsgi:application"]
