package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.PluginException;
import io.espalier.cli.exit.CliException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What can be named in experiment files: what Espalier brings, and what the jars of a folder add.
 *
 * @param catalog the descriptors; those from jars with the digest of their jar
 */
public record Plugins(Catalog catalog) {
  /**
   * The catalog of the class path and of all jars in a folder.
   *
   * @param folder null for none
   */
  public static Plugins load(@Nullable Path folder) {
    Catalog builtIn = Catalog.builtIn();
    if (folder == null) {
      return new Plugins(builtIn);
    }
    try {
      return new Plugins(builtIn.withPlugins(folder));
    } catch (PluginException e) {
      throw CliException.usage("--plugins: " + e.getMessage());
    }
  }
}
