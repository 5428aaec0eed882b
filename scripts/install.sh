#!/bin/sh
# Install a requirement into an environment, trying again when the network drops: sh install.sh .venv/bin '.[dev]'
bin=$1
what=$2
for pause in 0 3 10 30; do
    sleep "$pause"
    if "$bin/python" -m pip install --quiet --disable-pip-version-check --editable "$what" 2>"$bin/../install.log"; then
        exit 0
    fi
    echo "  that did not work; trying again …"
done
echo "isptool could not be installed. What pip said:"
cat "$bin/../install.log"
exit 1
