package io.espalier.cli.command;

import io.espalier.catalog.Catalog;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What {@code --plugins} adds. */
final class PluginFolder {
  private PluginFolder() {}

  /** The built-in catalog, with what the jars of a folder declare. */
  static Catalog catalog(@Nullable Path folder) {
    return folder == null ? Catalog.builtIn() : Catalog.builtIn().withPlugins(folder);
  }
}
