# Image du portail : web, workers, relais et commandes. Rien n’y est installé au démarrage.
FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/prod.txt /tmp/prod.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r /tmp/prod.txt

FROM python:3.11-slim-bookworm
# WeasyPrint draws with Pango: the only libraries that no wheel brings. Debian keeps one version of each in a release.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /tmp --no-create-home cmsic \
 && install -d -o cmsic -g cmsic /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cmsic.settings.base \
    CMSIC_DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles
# The values only satisfy the settings: nothing is reached while static files are collected, none stays in the image.
RUN python -m compileall -q . \
 && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ALLOWED_HOSTS=build.invalid SITE_URL=https://build.invalid EMAIL_URL=smtp://build.invalid:25 DEFAULT_FROM_EMAIL=a@build.invalid \
    DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
    python manage.py collectstatic --no-input
USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "cmsic.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--timeout", "60", "--graceful-timeout", "20", "--worker-tmp-dir", "/dev/shm", "--preload", "--access-logfile", "-", \
     "--logger-class", "foundation.common.access_log.AccessLog", "--no-control-socket"]
