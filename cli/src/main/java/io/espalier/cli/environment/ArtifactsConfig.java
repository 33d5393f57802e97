package io.espalier.cli.environment;

import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Shorthand;

/** Where a shared store keeps its bytes. */
sealed interface ArtifactsConfig {
  /** A folder that all machines see. */
  @Doc("A folder that all machines see, such as one on a file server.")
  record Folder(@Doc("Its path.") @Shorthand String path) implements ArtifactsConfig {}
}
