package io.espalier.plan.protocol;

import io.espalier.catalog.ObjectiveDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.experiment.ChoicePlace;
import io.espalier.experiment.TrainConfig;
import io.espalier.plan.protocol.MutualLearning.Settings;
import java.util.List;
import java.util.Set;

/** What must hold between the settings of mutual learning and the rest of the file. */
final class MutualChecks {
  /** Optimizers whose step is linear in the gradient, as the hypergradient takes it to be. */
  private static final Set<String> LINEAR = Set.of("sgd", "momentum", "nesterov");

  private final ChoicePlace place;
  private final Settings settings;

  MutualChecks(ChoicePlace place, Settings settings) {
    this.place = place;
    this.settings = settings;
  }

  void check() {
    widths();
    place
        .network()
        .unfitForUnits()
        .ifPresent(
            layer -> {
              throw place.fail("a network with " + layer, "one out of which units can be taken");
            });
    if (place.network().drawsRandomly()) {
      throw place.fail("a network with dropout", "one that trains without random numbers");
    }
    training();
    weights();
    if (settings.independent()) {
      independent();
    }
  }

  private void widths() {
    List<Double> widths = settings.widths();
    if (widths.isEmpty() || widths.size() > 99) {
      throw place.fail("widths", widths.size() + " widths", "1 to 99");
    }
    for (int i = 1; i < widths.size(); i++) {
      if (widths.get(i) > widths.get(i - 1)) {
        throw place.fail(
            "widths." + i,
            String.valueOf(widths.get(i)),
            "at most the width before it, " + widths.get(i - 1));
      }
    }
    if (settings.floor() * settings.peers() >= 1) {
      throw place.fail(
          "floor",
          String.valueOf(settings.floor()),
          "less than 1 / " + settings.peers() + ", the equal weight of each peer");
    }
  }

  private void training() {
    TrainConfig train = place.experiment().train();
    String optimizer = train.optimizer().name();
    if (!LINEAR.contains(optimizer)) {
      throw place.failAt(
          "train.optimizer",
          optimizer,
          "sgd, momentum or nesterov with mutual_learning, whose hypergradient is that of a step"
              + " linear in the gradient");
    }
    if (train.labelSmoothing() > 0) {
      throw place.failAt(
          "train.label_smoothing",
          String.valueOf(train.labelSmoothing()),
          "0 with mutual_learning");
    }
    if (train.select() == TrainConfig.Select.BEST_VALIDATION) {
      throw place.failAt(
          "train.select",
          "best_validation",
          "final with mutual_learning, whose peers end together");
    }
    Named objective = place.objective();
    if (!objective.name().equals(ObjectiveDescriptor.CROSS_ENTROPY)) {
      throw place.fail("the objective " + objective.name(), "cross_entropy with mutual_learning");
    }
    int examples = place.trainExamples();
    if (settings.outer() + train.batch() > examples || settings.outer() < train.batch()) {
      throw place.fail(
          "outer",
          String.valueOf(settings.outer()),
          "%d to %d, so that outer and inner data each fill a batch"
              .formatted(train.batch(), examples - train.batch()));
    }
  }

  private void weights() {
    List<Double> given = settings.peerWeights();
    if (given != null && settings.weightsFrom() != null) {
      throw place.fail("weights_from", settings.weightsFrom(), "only one of it and peer_weights");
    }
    if (given != null) {
      double sum = given.stream().mapToDouble(Double::doubleValue).sum();
      if (given.size() != settings.peers() || Math.abs(sum - 1) > 1e-9) {
        throw place.fail(
            "peer_weights",
            given.size() + " weights that add up to " + sum,
            settings.peers() + " weights that add up to 1");
      }
    }
    if (settings.weightsFrom() == null) {
      return;
    }
    Named other = place.experiment().arm(settings.weightsFrom()).protocol();
    if (!(other.settings() instanceof Settings source)
        || source.independent()
        || source.peers() != settings.peers()) {
      throw place.fail(
          "weights_from",
          settings.weightsFrom(),
          "an arm of mutual_learning that trains " + settings.peers() + " peers together");
    }
  }

  private void independent() {
    if (settings.permutedPeer()) {
      throw place.fail("permuted_peer", "true", "false with independent peers");
    }
    if (settings.weightsFrom() != null || settings.peerWeights() != null) {
      throw place.fail(
          "independent", "true", "false with weights of the peers, of which it has none");
    }
  }
}
