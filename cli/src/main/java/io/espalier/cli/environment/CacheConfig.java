package io.espalier.cli.environment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import java.nio.file.Path;

/** A folder of this machine for what was read from a bucket. */
record CacheConfig(
    @Doc("A folder of this machine; other Espalier processes on it may share it.")
        @Default("~/.cache/espalier")
        String folder,
    @Doc("How much it may hold.") @Range(min = 0, max = 1_000_000) @Default("20")
        double gigabytes) {
  private static final String HOME = "~/";

  /**
   * The folder.
   *
   * @param base folder that relative paths start from
   */
  Path path(Path base) {
    return folder.startsWith(HOME)
        ? Path.of(System.getProperty("user.home")).resolve(folder.substring(HOME.length()))
        : base.resolve(folder);
  }

  long bytes() {
    return (long) (gigabytes * 1e9);
  }
}
