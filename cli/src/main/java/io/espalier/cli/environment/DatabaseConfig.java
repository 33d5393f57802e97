package io.espalier.cli.environment;

import io.espalier.catalog.setting.Doc;
import io.espalier.store.place.DatabaseAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL database of a shared store. */
record DatabaseConfig(
    @Doc("`jdbc:postgresql://HOST:PORT/DATABASE`.") String url,
    @Doc("The role to connect as; where left out, the one that the URL names.")
        @Nullable String user,
    @Doc("Its password; where left out, none.") @Nullable Secret password,
    @Doc("For an encrypted connection; where left out, as the URL says.") @Nullable TlsConfig tls) {
  DatabaseConfig {
    var unused = address(url, user, null, tls, Path.of(""));
  }

  /**
   * The address.
   *
   * @param base folder that relative paths start from
   */
  DatabaseAddress address(Path base, @Nullable String secret) {
    return address(url, user, secret, tls, base);
  }

  /** What people know it by. */
  String name() {
    return address(url, user, null, tls, Path.of("")).name();
  }

  private static DatabaseAddress address(
      String url,
      @Nullable String user,
      @Nullable String password,
      @Nullable TlsConfig tls,
      Path base) {
    return new DatabaseAddress(url, user, password, tls == null ? null : tls.files(base));
  }
}
