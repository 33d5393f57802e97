package io.espalier.cli.environment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.cli.server.TemporalAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The Temporal server that walks the runs. */
record TemporalConfig(
    @Doc("`HOST:PORT`.") String target,
    @Doc("Its namespace for this team; made where it is missing and may be.") @Default("espalier")
        String namespace,
    @Doc("For an encrypted connection; where left out, none.") @Nullable TlsConfig tls) {
  TemporalConfig {
    var unused = address(target, namespace, tls, Path.of(""));
  }

  TemporalAddress address(Path base) {
    return address(target, namespace, tls, base);
  }

  private static TemporalAddress address(
      String target, String namespace, @Nullable TlsConfig tls, Path base) {
    return new TemporalAddress(target, namespace, tls == null ? null : tls.files(base));
  }
}
