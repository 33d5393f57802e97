package io.espalier.cli.environment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import org.jspecify.annotations.Nullable;

/** The Temporal server that walks the runs. */
record TemporalConfig(
    @Doc("`HOST:PORT`.") String target,
    @Doc("Its namespace for this team; made where it is missing and may be.") @Default("espalier")
        String namespace,
    @Doc("For an encrypted connection; where left out, none.") @Nullable TlsConfig tls) {}
