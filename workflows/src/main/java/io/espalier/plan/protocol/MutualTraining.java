package io.espalier.plan.protocol;

import io.espalier.catalog.Granularity;
import io.espalier.catalog.LayerShape;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.operator.peer.TakePeerParameters;
import io.espalier.operator.peer.TrainPeersParameters;
import io.espalier.plan.Arm;
import io.espalier.plan.Input;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.Training;
import io.espalier.plan.protocol.MutualLearning.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tasks of one arm of mutual learning: nested masks, their training, and what came of it. */
final class MutualTraining {
  /** Output of the training, and role of those who go on with it. */
  private static final String PEERS = "peers";

  private final Arm arm;
  private final Replicate replicate;
  private final Settings settings;
  private final String network;

  MutualTraining(Arm arm, Settings settings) {
    this.arm = arm;
    this.replicate = arm.replicate();
    this.settings = settings;
    this.network = replicate.network().name();
  }

  void add() {
    long prunable =
        replicate.network().prunableLayers(Granularity.FILTER, List.of()).stream()
            .mapToLong(LayerShape::weights)
            .sum();
    arm.dense(1, prunable);
    List<TaskBuilder> masks = masks(arm.round(1));
    int peers = masks.size();
    TaskBuilder together = settings.independent() ? null : train(arm.round(1), masks);
    for (int peer = 1; peer <= peers; peer++) {
      Spot spot = arm.round(peer);
      TaskBuilder mask = masks.get(peer - 1);
      TaskBuilder joint = together == null ? train(spot, List.of(mask)) : together;
      TaskBuilder taken =
          spot.task(
              "peer",
              "take_peer",
              new TakePeerParameters(network, together == null ? 1 : peer),
              List.of(new Input("joint", joint, PEERS), Input.mask(mask)));
      spot.result(
          new Training(replicate.denseAt(0), taken, replicate.iterations()),
          List.of(joint.id()),
          mask,
          spot.evaluate("evaluate", taken, List.of()),
          prunable);
    }
  }

  /** Units of smallest L1 norm go, layer by layer; each mask lies within the one before. */
  private List<TaskBuilder> masks(Spot spot) {
    TaskBuilder score =
        spot.task(
            "score",
            "score",
            new ScoreParameters(network, "magnitude", "filter", List.of(), 0),
            List.of(Input.weights(replicate.denseAt(0))));
    List<TaskBuilder> masks = new ArrayList<>();
    double before = 1;
    for (double width : settings.widths()) {
      List<Input> inputs = new ArrayList<>(List.of(Input.of("scores", score)));
      if (!masks.isEmpty()) {
        inputs.add(Input.mask(masks.get(masks.size() - 1)));
      }
      PruneParameters cut =
          new PruneParameters(
              network, "filter", "layer", 1 - width / before, Map.of(), null, List.of(), true);
      masks.add(spot.task("prune_" + (masks.size() + 1), "prune", cut, inputs));
      before = width;
    }
    return masks;
  }

  private TaskBuilder train(Spot spot, List<TaskBuilder> masks) {
    List<Input> inputs =
        new ArrayList<>(
            List.of(Input.weights(replicate.denseAt(0)), Input.of("split", replicate.split())));
    for (int peer = 1; peer <= masks.size(); peer++) {
      inputs.add(new Input(TrainPeersParameters.mask(peer), masks.get(peer - 1), "mask"));
    }
    TaskBuilder source = source();
    if (source != null) {
      inputs.add(new Input("peer_weights", source, PEERS));
    }
    TrainPeersParameters parameters = parameters(masks.size());
    TaskBuilder train = spot.task("train", "train_peers", parameters, inputs);
    long seed = replicate.seed();
    train.stream("order", seed, replicate.path()).stream("outer", seed, replicate.path());
    if (parameters.augment() != null) {
      train.stream("augment", seed, replicate.path());
    }
    if (settings.permutedPeer()) {
      train.stream("permute", seed, replicate.path());
    }
    return train;
  }

  /** The training whose last weights of the peers are taken. */
  private @Nullable TaskBuilder source() {
    return settings.weightsFrom() == null
        ? null
        : replicate.task(replicate.result(settings.weightsFrom(), 1, 1).pieces().get(0));
  }

  private TrainPeersParameters parameters(int peers) {
    boolean alone = settings.independent();
    TrainParameters schedule = arm.schedule(0, replicate.iterations());
    return new TrainPeersParameters(
        network,
        schedule.optimizer(),
        schedule.learningRate(),
        schedule.batch(),
        schedule.until(),
        schedule.augment(),
        peers,
        alone ? 0 : settings.alpha(),
        alone ? 0 : settings.eta(),
        settings.every(),
        settings.floor(),
        settings.outer(),
        settings.stopGradient() ? true : null,
        settings.secondTerm() ? null : true,
        settings.permutedPeer() ? true : null,
        settings.peerWeights());
  }
}
