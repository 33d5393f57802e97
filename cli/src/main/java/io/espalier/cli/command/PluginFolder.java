package io.espalier.cli.command;

import io.espalier.catalog.Catalog;
import io.espalier.cli.exit.CliException;
import io.espalier.data.own.OwnSets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What {@code --plugins} and imported data sets add. */
public final class PluginFolder {
  private PluginFolder() {}

  /**
   * The built-in catalog, with what the jars of a folder declare and the data sets that were
   * imported into a store.
   *
   * @param err is told what is left out
   */
  public static Catalog catalog(@Nullable Path folder, Path home, PrintWriter err) {
    Catalog catalog = Catalog.builtIn();
    try {
      return (folder == null ? catalog : catalog.withPlugins(folder, err::println))
          .with(OwnSets.in(home));
    } catch (IOException e) {
      throw CliException.usage("data sets in " + home + ": " + e.getMessage());
    }
  }
}
