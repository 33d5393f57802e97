package io.espalier.experiment.load;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.experiment.AfterPrune;
import io.espalier.experiment.ArmConfig;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.LearningRateConfig;
import io.espalier.experiment.TrainConfig;
import io.espalier.experiment.read.Expected;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.experiment.read.Position;
import java.util.ArrayList;
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
    learningRate("train.learning_rate", experiment.train().learningRate(), iterations());
    PruneChecks prune = new PruneChecks(catalog, network, trainExamples(), this::fail, this::unfit);
    prune.check("prune", experiment.prune());
    if (experiment.arms().isEmpty()) {
      fail("arms", "no arms", "at least one arm");
    }
    experiment.arms().forEach((name, arm) -> arm(name, arm, prune));
    new TeacherChecks(experiment, position).check();
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
    boolean described = experiment.model().layers() != null;
    fail(described ? "model.layers." + layer.index() : "model", layer.toString(), expected);
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

  private void learningRate(String path, LearningRateConfig rate, long iterations) {
    if (rate.warmup() > iterations) {
      fail(
          path + ".warmup",
          String.valueOf(rate.warmup()),
          "at most the " + iterations + " iterations of the training");
    }
    long last = 0;
    for (int i = 0; i < rate.milestones().size(); i++) {
      long milestone = rate.milestones().get(i);
      if (milestone <= last && i > 0) {
        fail(path + ".milestones." + i, String.valueOf(milestone), "more than " + last);
      }
      if (milestone >= iterations) {
        fail(
            path + ".milestones." + i,
            String.valueOf(milestone),
            "less than the " + iterations + " iterations of the training");
      }
      last = milestone;
    }
    decay(path + ".decay", rate, iterations);
  }

  private void decay(String path, LearningRateConfig rate, long iterations) {
    long last = rate.warmup();
    for (int i = 0; i < rate.decay().size(); i++) {
      Long given = rate.decay().get(i).until();
      long until = given == null ? iterations : given;
      if (until <= last || until > iterations) {
        fail(
            path + "." + i,
            given == null ? "a piece until the end of the training" : "a piece until " + until,
            "pieces that end one after the other, after iteration "
                + last
                + " and at most at "
                + iterations);
      }
      last = until;
    }
  }

  /** What goes on at the rate that a schedule has come down to needs one above 0. */
  private void aboveZero(String path, String treatment, long iteration) {
    if (experiment.train().learningRate().parameters(iterations()).at(iteration) <= 0) {
      fail(path, treatment + " at learning rate 0", "a train.learning_rate that ends above 0");
    }
  }

  private void arm(String name, ArmConfig arm, PruneChecks prune) {
    String path = "arms." + name;
    treatment(path + ".after_prune", arm.afterPrune());
    if (arm.masksFrom() == null && arm.maskControl() != null) {
      fail(path + ".mask_control", arm.maskControl().name(), "masks_from as well");
    }
    if (arm.masksFrom() == null && arm.prune() != null) {
      prune.check(path + ".prune", arm.prune());
      prune.treatment(path + ".after_prune", arm.prune(), arm.afterPrune());
    }
    if (arm.masksFrom() != null && arm.prune() != null) {
      fail(path + ".prune", "prune settings", "only one of prune and masks_from");
    }
    masksFrom(name, arm);
  }

  private void masksFrom(String name, ArmConfig arm) {
    String path = "arms." + name + ".masks_from";
    List<String> chain = new ArrayList<>(List.of(name));
    for (ArmConfig at = arm; at.masksFrom() != null; ) {
      String source = at.masksFrom();
      ArmConfig next = experiment.arms().get(source);
      if (next == null) {
        List<String> others =
            experiment.arms().keySet().stream().filter(other -> !other.equals(name)).toList();
        throw ExperimentException.unknown(position.apply(path), path, source, others);
      }
      boolean seen = chain.contains(source);
      chain.add(source);
      if (seen) {
        fail(path, String.join(" from ", chain), "an arm that has masks of its own");
      }
      at = next;
    }
    String from = arm.masksFrom();
    ArmConfig source = from == null ? null : experiment.arms().get(from);
    if (from != null && source != null && source.afterPrune().draws() > 1 && ownMasks(source)) {
      fail(path, from, "an arm with one draw, since each draw has masks of its own");
    }
  }

  /** Whether each draw of an arm has masks of its own. */
  private static boolean ownMasks(ArmConfig arm) {
    return arm.masksFrom() == null || arm.maskControl() != null;
  }

  private void treatment(String path, AfterPrune treatment) {
    if (treatment instanceof AfterPrune.Rewind rewind) {
      beforeTheEnd(path + ".rewind.to", rewind.to());
    } else if (treatment instanceof AfterPrune.LearningRateRewind rewind) {
      beforeTheEnd(path + ".learning_rate_rewind.to", rewind.to());
    } else if (treatment instanceof AfterPrune.Finetune finetune) {
      Long iterations = finetune.iterations();
      LearningRateConfig rate = finetune.learningRate();
      if (rate != null && rate.base() <= 0) {
        fail(
            path,
            "finetune at learning rate 0",
            "finetune.learning_rate, or a train.learning_rate that ends above 0");
      }
      if (iterations != null && rate != null) {
        learningRate(path + ".finetune.learning_rate", rate, iterations);
      }
    } else if (treatment instanceof AfterPrune.Continue) {
      if (experiment.train().select() == TrainConfig.Select.BEST_VALIDATION) {
        fail(path, "continue", "train.select final, since training goes on from the last weights");
      }
      aboveZero(path, "continue", iterations());
    }
  }

  private void beforeTheEnd(String path, long to) {
    if (to >= iterations()) {
      fail(path, String.valueOf(to), "less than the " + iterations() + " of train.iterations");
    }
  }

  private long iterations() {
    return experiment.train().iterations();
  }

  private int trainExamples() {
    return experiment.data().trainExamples(data.trainExamples());
  }

  private void fail(String path, String got, String expected) {
    throw new ExperimentException(position.apply(path), path, got, expected);
  }
}
