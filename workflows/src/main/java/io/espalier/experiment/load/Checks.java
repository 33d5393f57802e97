package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.LearningRateChecks;
import io.espalier.experiment.TrainConfig;
import io.espalier.experiment.read.Expected;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.Position;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What must hold between the values of a file, and between them and the catalog. */
final class Checks {
  private final Experiment experiment;
  private final Catalog catalog;
  private final DataSetDescriptor data;
  private final Function<String, Position> position;
  private final NetworkDescriptor network;

  private Checks(Experiment experiment, Catalog catalog, Function<String, Position> position) {
    this.experiment = experiment;
    this.catalog = catalog;
    this.data = catalog.get(DataSetDescriptor.class, experiment.data().name());
    this.position = position;
    this.network = new ModelChecks(catalog, data, this::fail).network(experiment.model());
  }

  static Checks of(Experiment experiment, Catalog catalog, Function<String, Position> position) {
    return new Checks(experiment, catalog, position);
  }

  void run() {
    executor();
    new DataChecks(data, this::fail).check(experiment.data());
    training();
    LearningRateChecks.check(
        "train.learning_rate",
        experiment.train().learningRate(),
        experiment.train().iterations(),
        this::fail);
    if (experiment.prune() != null) {
      new PruneChecks(experiment, catalog, network, this::fail).check("prune", experiment.prune());
    }
    if (experiment.arms().isEmpty()) {
      fail("arms", "no arms", "at least one arm");
    }
  }

  private void executor() {
    String given = experiment.executor();
    String name = given == null ? ExecutorDescriptor.byRule(List.of(network), catalog) : given;
    ExecutorDescriptor executor = catalog.get(ExecutorDescriptor.class, name);
    Optional<ExecutorDescriptor.Lack> lack =
        given == null ? Optional.empty() : executor.lackingBuild();
    Optional<UnfitLayer> unfit = executor.unfit(network);
    if (lack.isEmpty() && unfit.isEmpty()) {
      return;
    }
    List<String> able =
        catalog.all(ExecutorDescriptor.class).stream()
            .filter(candidate -> candidate.lackingBuild().isEmpty())
            .filter(candidate -> candidate.unfit(network).isEmpty())
            .map(ExecutorDescriptor::name)
            .toList();
    if (lack.isEmpty()
        && unfit.isPresent()
        && (given == null || experiment.model().layers() != null)) {
      unfit(
          unfit.get(),
          able.isEmpty()
              ? "another layer"
              : "another layer, or executor: " + String.join(" or ", able));
    }
    String expected = "one that trains " + network.name() + ", " + Expected.oneOf(able);
    fail(
        "executor",
        name + lack.map(is -> ", " + is.found()).or(() -> unfit.map(is -> ", " + is)).orElse(""),
        expected + lack.map(is -> "; or " + is.mend()).orElse(""));
  }

  /** Refuses a layer where the file describes it, or the network where it is named. */
  private void unfit(UnfitLayer layer, String expected) {
    fail(ModelChecks.path(experiment.model(), layer), layer.toString(), expected);
  }

  private void training() {
    TrainConfig train = experiment.train();
    if (train.batch() > trainExamples()) {
      fail(
          "train.batch",
          String.valueOf(train.batch()),
          "at most the " + trainExamples() + " examples that are left to train on");
    }
    int side = Math.min(data.shape().get(1), data.shape().get(2));
    if (train.augment().crop() >= side) {
      fail(
          "train.augment.crop",
          String.valueOf(train.augment().crop()),
          "less than the " + side + " pixels of an image of " + data.name());
    }
    if (train.select() != TrainConfig.Select.BEST_VALIDATION) {
      return;
    }
    if (experiment.data().validation() == 0) {
      fail(
          "train.select",
          "best_validation",
          "final, or examples to validate on in data.validation");
    }
    if (train.evaluateEvery() == 0) {
      fail("train.select", "best_validation", "final, or iterations in train.evaluate_every");
    }
  }

  private int trainExamples() {
    return experiment.data().trainExamples(data.trainExamples());
  }

  private void fail(String path, String got, String expected) {
    throw new ExperimentException(position.apply(path), path, got, expected);
  }
}
