package io.espalier.cli.environment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an environment file says: the parts that several machines share. */
record EnvironmentConfig(
    @Doc("The database of the store.") DatabaseConfig database,
    @Doc("Where the store keeps its bytes.") ArtifactsConfig artifacts,
    @Doc("Where a bucket's bytes are kept on this machine; of no use with a folder.") @Default("{}")
        CacheConfig cache,
    @Doc("The Temporal server; only what runs or walks needs it.")
        @Nullable TemporalConfig temporal,
    @Doc("The queues that a worker of this file takes tasks from.") @Default("[cpu]")
        List<String> queues) {
  EnvironmentConfig {
    queues = List.copyOf(queues);
    if (queues.isEmpty()) {
      throw new IllegalArgumentException("queues: none (expected: at least one, such as cpu)");
    }
  }
}
