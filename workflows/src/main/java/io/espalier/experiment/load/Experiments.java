package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.read.Binder;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.Overrides;
import io.espalier.experiment.read.SourceText;
import io.espalier.experiment.read.Yaml;
import io.espalier.experiment.read.YamlReader;
import java.nio.file.Path;
import java.util.List;

/** Loads experiment files. */
public final class Experiments {
  private Experiments() {}

  /**
   * Loads a file, checks it against the catalog and fills in every default.
   *
   * @param settings overrides such as {@code train.batch=120}, later ones win; values are YAML
   * @throws ExperimentException for the first thing that is wrong
   */
  public static Experiment load(Path file, List<String> settings, Catalog catalog) {
    return load(file.toString(), SourceText.of(file, "an experiment file"), settings, catalog);
  }

  /**
   * Reads an experiment from bytes, such as a stored configuration.
   *
   * @param source what errors call it
   * @throws ExperimentException for the first thing that is wrong
   */
  public static Experiment parse(String source, byte[] bytes, Catalog catalog) {
    return load(source, SourceText.of(source, bytes), List.of(), catalog);
  }

  private static Experiment load(
      String source, String text, List<String> settings, Catalog catalog) {
    Yaml tree = YamlReader.file(source, text);
    if (!(tree instanceof Yaml.Mapping root)) {
      throw new ExperimentException(
          tree.at(), "", tree.shown(), "keys and values, beginning with name:");
    }
    for (String setting : settings) {
      root = Overrides.apply(root, setting, Experiment.class, catalog);
    }
    Binder binder = new Binder(catalog, root, new EpochLength(catalog)::of);
    Rules rules = new Rules(catalog, binder::position);
    Experiment bound = binder.bind(Experiment.class);
    ArmChecks arms = new ArmChecks(bound, binder::position);
    arms.exist();
    Experiment experiment = rules.completed(bound);
    Checks.of(experiment, catalog, binder::position).run();
    rules.check(experiment);
    new TeacherChecks(experiment, catalog, binder::position).check();
    arms.haveAnOrder();
    new ClaimChecks(experiment, catalog, binder::position).check();
    if (experiment.executor() != null) {
      return experiment;
    }
    // Written out like every default, so that a stored configuration means the same for ever.
    DataSetDescriptor data = catalog.get(DataSetDescriptor.class, experiment.data().name());
    NetworkDescriptor network =
        catalog.get(NetworkDescriptor.class, experiment.model().network(data, catalog));
    return experiment.withExecutor(ExecutorDescriptor.byRule(List.of(network), catalog));
  }
}
