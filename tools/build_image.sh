#!/bin/sh
# Build the container image of a release, labelled with its version, commit and repository.
# Usage: tools/build_image.sh OPTIONS-OF-BUILDX…, such as --load --tag paperboy
set -eu

exec docker buildx build \
    --build-arg "COMMIT=$GITHUB_SHA" \
    --label "org.opencontainers.image.version=${GITHUB_REF_NAME#v}" \
    --label "org.opencontainers.image.revision=$GITHUB_SHA" \
    --label "org.opencontainers.image.source=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" \
    "$@" .
