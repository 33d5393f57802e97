package io.espalier.cli.environment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.cli.server.TemporalAddress;
import io.espalier.experiment.read.Binder;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.SourceText;
import io.espalier.experiment.read.Yaml;
import io.espalier.experiment.read.YamlReader;
import io.espalier.experiment.schema.ExperimentSchema;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.place.ArtifactPlace;
import io.espalier.store.place.DatabaseAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An environment file: a store that several machines share, and the Temporal server beside it.
 * Relative paths in it start from its own folder. Secrets are read when they are needed, never
 * kept.
 */
public final class Environment {
  /** Such a file names nothing of a catalog. */
  private static final Catalog NOTHING = new Catalog(List.of(), Map.of());

  private final Path base;
  private final EnvironmentConfig config;
  private final Binder binder;
  private final Map<String, String> variables;

  private Environment(
      Path base, EnvironmentConfig config, Binder binder, Map<String, String> variables) {
    this.base = base;
    this.config = config;
    this.binder = binder;
    this.variables = variables;
  }

  /** The JSON Schema of such files, for editors. */
  public static ObjectNode schema() {
    return ExperimentSchema.of("Espalier environment", EnvironmentConfig.class, NOTHING);
  }

  /**
   * Reads a file; strictly, as experiment files are read.
   *
   * @param variables of the process, for secrets
   * @throws ExperimentException for the first thing that is wrong
   */
  public static Environment load(Path file, Map<String, String> variables) {
    Yaml tree = YamlReader.file(file.toString(), SourceText.of(file, "an environment file"));
    if (!(tree instanceof Yaml.Mapping root)) {
      throw new ExperimentException(
          tree.at(), "", tree.shown(), "keys and values, beginning with database:");
    }
    Binder binder =
        new Binder(
            NOTHING,
            root,
            unused -> {
              throw new IllegalStateException("epochs in an environment file");
            });
    EnvironmentConfig config = binder.bind(EnvironmentConfig.class);
    Path folder = Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
    return new Environment(folder, config, binder, variables);
  }

  /**
   * The database, with its password.
   *
   * @throws ExperimentException when the password is not where the file says
   */
  public DatabaseAddress database() {
    DatabaseConfig database = config.database();
    return database.address(base, secret("database.password", database.password()));
  }

  /** What people know the shared store by. */
  public String name() {
    return config.database().name();
  }

  /**
   * Where the store's bytes are, with the keys.
   *
   * @throws ExperimentException when a key is not where the file says
   */
  public ArtifactPlace artifacts() {
    return config.artifacts().place(base, config.cache(), this::secret);
  }

  /** The Temporal server, null where the file names none. */
  public @Nullable TemporalAddress temporal() {
    TemporalConfig temporal = config.temporal();
    return temporal == null ? null : temporal.address(base);
  }

  /** The queues that a worker takes tasks from, at least one. */
  public List<String> queues() {
    return config.queues();
  }

  /** Opens the store for reading and writing, making or migrating its tables as needed. */
  public Store open() {
    return Stores.postgres(database(), artifacts());
  }

  /** Opens the store for reading only. */
  public Store openReadOnly() {
    return Stores.postgresReadOnly(database(), artifacts());
  }

  private @Nullable String secret(String path, @Nullable Secret secret) {
    try {
      return secret == null ? null : secret.read(base, variables);
    } catch (IllegalArgumentException e) {
      throw ExperimentException.refused(binder.position(path), path, e, "the secret");
    }
  }
}
