package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.experiment.read.Binder;
import io.espalier.experiment.read.Overrides;
import io.espalier.experiment.read.SettingsType;
import io.espalier.experiment.read.Yaml;
import io.espalier.experiment.read.YamlReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a Dag into the record that it declares. */
final class DagParams {
  private DagParams() {}

  /**
   * Every parameter, defaults included; null for a Dag that declares none.
   *
   * @param given such as {@code times=3}; later ones win, values are YAML
   * @throws io.espalier.experiment.read.ExperimentException for the first value that does not fit
   * @throws IllegalArgumentException when something is given to a Dag without parameters
   */
  static @Nullable Record read(DagDefinition definition, List<String> given, Catalog catalog) {
    Class<? extends Record> type = SettingsType.of(definition);
    if (type == null) {
      if (!given.isEmpty()) {
        throw new IllegalArgumentException(
            "--set " + given.get(0) + ": the Dag has no parameters (expected: none)");
      }
      return null;
    }
    String source = "dag " + definition.name();
    Yaml.Mapping tree = (Yaml.Mapping) YamlReader.option(source, "{}");
    for (String setting : given) {
      tree = Overrides.apply(tree, setting, type, catalog);
    }
    Binder binder =
        new Binder(
            catalog,
            tree,
            unused -> {
              throw new IllegalArgumentException(
                  "epochs: a Dag has no data set to count them by (expected: iterations)");
            });
    return binder.bind(type);
  }
}
