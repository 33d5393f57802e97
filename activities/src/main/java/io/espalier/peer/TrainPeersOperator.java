package io.espalier.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.Augmentation;
import io.espalier.data.split.EpochBatches;
import io.espalier.data.split.HeldOut;
import io.espalier.data.split.SplitData;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.TrainResult;
import io.espalier.operator.peer.TrainPeersParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.SafetensorsException;
import io.espalier.tensor.Tensor;
import io.espalier.train.TrainChecks;
import io.espalier.train.TrainOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Trains networks that share their weights; see {@link TrainPeersParameters}. */
@AutoService(Descriptor.class)
public final class TrainPeersOperator implements Operator<TrainPeersParameters> {
  @Override
  public String name() {
    return "train_peers";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains sub-networks on shared weights, on labels and on each other.";
  }

  @Override
  public Class<TrainPeersParameters> parameters() {
    return TrainPeersParameters.class;
  }

  @Override
  public long iterations(JsonNode parameters) {
    return Math.max(0, parameters.path("until").asLong());
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.ofParameters();
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public TrainResult run(TrainPeersParameters parameters, StepContext context) {
    try {
      return train(parameters, context);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    } catch (SafetensorsException e) {
      throw new FatalTaskException(String.valueOf(e.getMessage()));
    }
  }

  private static TrainResult train(TrainPeersParameters parameters, StepContext context) {
    NetworkSpec network = context.catalog().get(Network.class, parameters.network()).spec();
    SplitData data = SplitData.of(context);
    RandomSource random = context.random("outer");
    HeldOut held =
        HeldOut.of(data.train(), data.classes(), parameters.outer(), random.at("examples"));
    EpochBatches inner =
        new EpochBatches(
            held.rest(),
            parameters.batch(),
            context.random("order"),
            Augmentation.of(parameters.augment(), context),
            null);
    EpochBatches outer = new EpochBatches(held.held(), parameters.batch(), random.at("order"));
    Optional<StepContext.Resume> resume = context.resume();
    PeerCheckpoint start =
        resume
            .map(kept -> PeerCheckpoint.of(kept.state()))
            .orElseGet(() -> fresh(parameters, context, network));
    try (Peers peers = open(parameters, context, network, start, resume.isPresent())) {
      PeerTraining training =
          new PeerTraining(
              parameters,
              context,
              peers,
              inner,
              outer,
              data.classes(),
              TrainOperator.optimizer(parameters.optimizer()),
              start,
              resume.map(StepContext.Resume::iteration).orElse(0L));
      training.run(network.inputSize());
      JointState end = training.state();
      TrainChecks.requireFinite(end.parameters(), training::diverged);
      SortedMap<String, Tensor> tensors = end.tensors();
      context.output(
          "peers", "peers", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, tensors));
      return new TrainResult(parameters.until(), parameters.until(), training.finalLoss(), null);
    }
  }

  private static Peers open(
      TrainPeersParameters parameters,
      StepContext context,
      NetworkSpec network,
      PeerCheckpoint start,
      boolean resumed) {
    List<Mask> masks = new ArrayList<>();
    for (int peer = 1; peer <= parameters.peers(); peer++) {
      masks.add(MaskFiles.read(context.input(TrainPeersParameters.mask(peer))));
    }
    SortedMap<String, Tensor> whole = Safetensors.read(context.input("weights"));
    whole.putAll(start.state().parameters());
    return Peers.open(
        context.executor(),
        network,
        masks,
        parameters.withPermuted() ? context.random("permute") : null,
        whole,
        resumed ? start.state().buffers() : null);
  }

  private static PeerCheckpoint fresh(
      TrainPeersParameters parameters, StepContext context, NetworkSpec network) {
    SortedMap<String, Tensor> weights = Safetensors.read(context.input("weights"));
    weights.keySet().retainAll(network.parameterShapes().keySet());
    int peers = parameters.peers() + (parameters.withPermuted() ? 1 : 0);
    double[] omega =
        context
            .optionalInput("peer_weights")
            .map(bytes -> JointState.read(bytes).omega())
            .orElseGet(() -> begin(parameters, peers));
    if (omega.length != peers) {
      throw new IllegalArgumentException(
          "peer weights: " + omega.length + " (expected: " + peers + ")");
    }
    JointState state = new JointState(weights, List.of(), List.of(omega), parameters.every());
    return new PeerCheckpoint(state, new TreeMap<>(), 0, new float[0]);
  }

  private static double[] begin(TrainPeersParameters parameters, int peers) {
    return parameters.peerWeights() == null
        ? PeerWeights.equal(peers)
        : parameters.peerWeights().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
