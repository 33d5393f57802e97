package io.espalier.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.analyse.peer.EvaluatePeersOperator;
import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.data.split.EpochBatches;
import io.espalier.data.split.HeldOut;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.SplitOperator;
import io.espalier.engine.Executor;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.evaluate.EvaluateOperator;
import io.espalier.model.Network;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.EvaluateResult;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.TrainResult;
import io.espalier.operator.peer.EvaluatePeersParameters;
import io.espalier.operator.peer.TakePeerParameters;
import io.espalier.operator.peer.TrainPeersParameters;
import io.espalier.prune.PruneOperator;
import io.espalier.score.ScoreOperator;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensors;
import io.espalier.train.TrainOperator;
import io.espalier.treatment.InitialiseOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings of peers as a step of a run makes them. */
final class TrainPeersOperatorTest {
  private static final String LENET = "lenet-300-100";
  private static final List<Double> NESTED = List.of(1.0, 0.5, 0.25);

  @ParameterizedTest
  @CsvSource({"jvm, lenet-300-100", "dl4j-cpu, lenet-300-100", "dl4j-cpu, lenet-5"})
  void aTrainingThatIsStoppedTwiceEndsWithTheBitsOfAnUndisturbedOne(
      String executor, String network) {
    TrainPeersParameters parameters = parameters(network, 3, 0.5, 0.5, null, 9);
    RecordingContext undisturbed = context(executor, network, NESTED);
    TrainResult expected = new TrainPeersOperator().run(parameters, undisturbed);

    RecordingContext first =
        context(executor, network, NESTED).checkpointEvery(1).stopAtCheckpoint(3);
    RecordingContext second =
        context(executor, network, NESTED).checkpointEvery(1).stopAtCheckpoint(2);
    assertStops(parameters, first);
    assertStops(parameters, second.continueFrom(first));
    RecordingContext last = context(executor, network, NESTED).continueFrom(second);
    TrainResult result = new TrainPeersOperator().run(parameters, last);

    assertThat(result).isEqualTo(expected);
    assertThat(last.metrics()).isEqualTo(undisturbed.metrics());
    assertThat(last.output("peers").bytes()).isEqualTo(undisturbed.output("peers").bytes());
    assertThat(joint(last).path()).hasSize(4);
    assertThat(joint(last).omega()).isNotEqualTo(PeerWeights.equal(3));
  }

  @Test
  void withEtaZeroItIsDistillationWithEqualWeightsBitForBit() {
    RecordingContext still = trained(parameters(LENET, 3, 0.5, 0, null, 7), "jvm", NESTED);
    RecordingContext given =
        trained(parameters(LENET, 3, 0.5, 0, List.of(1.0 / 3, 1.0 / 3, 1.0 / 3), 7), "jvm", NESTED);
    assertThat(Tensors.get(joint(still).parameters(), "fc1.weight").data())
        .isEqualTo(Tensors.get(joint(given).parameters(), "fc1.weight").data());
    assertThat(joint(still).path()).hasSize(1);
    // And another ω trains something else.
    RecordingContext other =
        trained(parameters(LENET, 3, 0.5, 0, List.of(0.5, 0.25, 0.25), 7), "jvm", NESTED);
    assertThat(Tensors.get(joint(other).parameters(), "fc1.weight").data())
        .isNotEqualTo(Tensors.get(joint(given).parameters(), "fc1.weight").data());
  }

  @Test
  void identicalPeersKeepEqualWeights() {
    RecordingContext context =
        trained(parameters(LENET, 3, 0.5, 5, null, 9), "jvm", List.of(0.5, 0.5, 0.5));
    assertThat(joint(context).path()).hasSize(4);
    for (double[] omega : joint(context).path()) {
      assertThat(omega).containsExactly(PeerWeights.equal(3), within(1e-12));
    }
  }

  @Test
  void identicalPeersThatTeachEachOtherAloneDoNotMove() {
    RecordingContext context =
        trained(parameters(LENET, 2, 1, 0, null, 5), "jvm", List.of(1.0, 1.0));
    assertThat(Tensors.get(joint(context).parameters(), "fc1.weight").data())
        .isEqualTo(Tensors.get(Safetensors.read(weights(LENET)), "fc1.weight").data());
  }

  @Test
  void onePeerWithoutTeachersIsTheOrdinaryTrainingOfTheSameBatches() {
    RecordingContext alone = trained(parameters(LENET, 1, 0, 0, null, 20), "jvm", List.of(1.0));
    float[] one = Tensors.get(joint(alone).parameters(), "fc3.weight").data();
    RecordingContext ordinary = context("jvm", LENET, List.of(1.0));
    assertThat(one).isEqualTo(ordinary(ordinary));
  }

  private static float[] ordinary(RecordingContext context) {
    NetworkSpec spec = Catalog.builtIn().get(Network.class, LENET).spec();
    HeldOut held =
        HeldOut.of(SplitData.of(context).train(), 10, 100, context.random("outer").at("examples"));
    try (Session session =
        context
            .executor()
            .open(
                spec,
                TrainingState.fresh(Safetensors.read(weights(LENET)), null),
                TrainOperator.optimizer(SGD))) {
      session.train(
          new EpochBatches(held.rest(), 10, context.random("order")), 0, 20, iteration -> 0.05);
      return Tensors.get(session.state().parameters(), "fc3.weight").data();
    }
  }

  @Test
  void peersComeOutAsOrdinaryNetworksAndTheirEnsembleIsMeasured() {
    RecordingContext trained = trained(parameters(LENET, 3, 0.5, 0.5, null, 30), "jvm", NESTED);
    byte[] peers = trained.output("peers").bytes();
    RecordingContext ensemble =
        new RecordingContext()
            .executor(executor("jvm"))
            .input("split", split())
            .placed("joint", place(1), peers);
    List<byte[]> masks = masks(LENET, NESTED);
    double sum = 0;
    for (int peer = 1; peer <= 3; peer++) {
      RecordingContext taken =
          new RecordingContext().input("joint", peers).input("mask", masks.get(peer - 1));
      new TakePeerOperator().run(new TakePeerParameters(LENET, peer), taken);
      ensemble.placed("mask", place(peer), masks.get(peer - 1));
      EvaluateResult alone = evaluate(taken.output("weights").bytes());
      sum += alone.testAccuracy();
    }
    new EvaluatePeersOperator().run(new EvaluatePeersParameters(LENET), ensemble);

    // Whole networks with zeros answer as the smaller ones that were trained.
    assertThat(measured(ensemble, "mean_peer_accuracy", "test")).isCloseTo(sum / 3, within(1e-9));
    assertThat(measured(ensemble, "ensemble_accuracy", "test")).isBetween(0.1, 1.0);
    assertThat(measured(ensemble, "peer_weight", "30")).isBetween(0.0, 1.0);
    assertThat(ensemble.measured())
        .filteredOn(one -> one.name().equals("peer_weight_end"))
        .extracting(one -> one.subject().place().round())
        .containsExactly(1, 2, 3);
  }

  @Test
  void aPeerWhoseInputsArePermutedLosesWeight() {
    TrainPeersParameters plain = parameters(LENET, 2, 0.5, 0.5, null, 60);
    TrainPeersParameters permuted =
        new TrainPeersParameters(
            LENET, SGD, RATE, 10, 60, null, 2, 0.5, 0.5, 3, 0.001, 100, null, null, true, null);
    RecordingContext context = context("jvm", LENET, List.of(1.0, 1.0)).stream("permute", 5, 1);
    new TrainPeersOperator().run(permuted, context);
    double[] omega = joint(context).omega();

    assertThat(omega).hasSize(3);
    assertThat(omega[2]).isLessThan(omega[0]).isLessThan(omega[1]).isLessThan(1.0 / 3);
    assertThat(joint(trained(plain, "jvm", List.of(1.0, 1.0))).omega()).hasSize(2);
  }

  @Test
  void bothExecutorsTrainAlike() {
    TrainPeersParameters parameters = parameters(LENET, 3, 0.5, 0.5, null, 6);
    double[] jvm = joint(trained(parameters, "jvm", NESTED)).omega();
    double[] dl4j = joint(trained(parameters, "dl4j-cpu", NESTED)).omega();
    assertThat(jvm).containsExactly(dl4j, within(1e-5));
  }

  @Test
  void aBatchNormHasRunningStatisticsOfItsOwnInEachPeer() {
    TrainPeersParameters parameters = parameters("resnet-20", 2, 0.5, 0.5, null, 3);
    RecordingContext context = context("dl4j-cpu", "resnet-20", List.of(1.0, 0.5));
    new TrainPeersOperator().run(parameters, context);
    JointState joint = joint(context);
    assertThat(joint.buffers().get(0)).isNotEmpty();
    assertThat(joint.buffers().get(1).keySet()).isEqualTo(joint.buffers().get(0).keySet());
    String first = joint.buffers().get(0).firstKey();
    assertThat(Tensors.get(joint.buffers().get(1), first).data())
        .hasSizeLessThan(Tensors.get(joint.buffers().get(0), first).data().length);
  }

  @Test
  void aTrainingThatDivergesSaysSo() {
    TrainPeersParameters wild =
        new TrainPeersParameters(
            LENET,
            SGD,
            new LearningRateParameters(1e9, 0, List.of(), 1),
            10,
            30,
            null,
            3,
            0.5,
            0.5,
            3,
            0.001,
            100,
            null,
            null,
            null,
            null);
    assertThatThrownBy(() -> trained(wild, "jvm", NESTED))
        .isInstanceOf(FatalTaskException.class)
        .hasMessageContaining("training of lenet-300-100 diverged at iteration")
        .hasMessageContaining("try a lower learning rate");
  }

  private static final OptimizerParameters SGD =
      new OptimizerParameters("sgd", 0, 0.9, 0.999, 1e-8, 0);
  private static final LearningRateParameters RATE =
      new LearningRateParameters(0.05, 0, List.of(), 1);

  private static TrainPeersParameters parameters(
      String network,
      int peers,
      double alpha,
      double eta,
      @Nullable List<Double> omega,
      long until) {
    return new TrainPeersParameters(
        network, SGD, RATE, 10, until, null, peers, alpha, eta, 3, 0.001, 100, null, null, null,
        omega);
  }

  private static RecordingContext trained(
      TrainPeersParameters parameters, String executor, List<Double> widths) {
    RecordingContext context = context(executor, parameters.network(), widths);
    new TrainPeersOperator().run(parameters, context);
    return context;
  }

  private static JointState joint(RecordingContext context) {
    return JointState.read(context.output("peers").bytes());
  }

  private static void assertStops(TrainPeersParameters parameters, RecordingContext context) {
    try {
      new TrainPeersOperator().run(parameters, context);
      throw new AssertionError("ran to its end");
    } catch (StoppedException expected) {
      assertThat(context.checkpoints()).isNotEmpty();
    }
  }

  private static Place place(int round) {
    return new Place(1, "wml", 1, round);
  }

  private static double measured(RecordingContext context, String name, String item) {
    return context.measured().stream()
        .filter(one -> one.name().equals(name) && item.equals(one.subject().item()))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static EvaluateResult evaluate(byte[] weights) {
    RecordingContext context =
        new RecordingContext()
            .executor(executor("jvm"))
            .input("split", split())
            .input("weights", weights);
    return new EvaluateOperator().run(new EvaluateParameters(LENET), context);
  }

  private static Executor executor(String name) {
    return Catalog.builtIn().get(Executor.class, name);
  }

  private static RecordingContext context(String executor, String network, List<Double> widths) {
    RecordingContext context =
        new RecordingContext()
            .executor(executor(executor)).stream("order", 5, 1).stream("outer", 5, 1)
                .input("weights", weights(network))
                .input("split", split(network));
    List<byte[]> masks = masks(network, widths);
    for (int peer = 1; peer <= masks.size(); peer++) {
      context.input(TrainPeersParameters.mask(peer), masks.get(peer - 1));
    }
    return context;
  }

  private static List<byte[]> masks(String network, List<Double> widths) {
    RecordingContext scored = new RecordingContext().input("weights", weights(network));
    new ScoreOperator()
        .run(new ScoreParameters(network, "magnitude", "filter", List.of(), 0), scored);
    List<byte[]> masks = new ArrayList<>();
    double before = 1;
    for (double width : widths) {
      RecordingContext pruned =
          new RecordingContext().input("scores", scored.output("scores").bytes());
      if (!masks.isEmpty()) {
        pruned.input("mask", masks.get(masks.size() - 1));
      }
      new PruneOperator()
          .run(
              new PruneParameters(
                  network, "filter", "layer", 1 - width / before, Map.of(), null, List.of(), true),
              pruned);
      masks.add(pruned.output("mask").bytes());
      before = width;
    }
    return masks;
  }

  private static byte[] split() {
    return split(LENET);
  }

  private static byte[] split(String network) {
    RecordingContext split = new RecordingContext().stream("split", 5, 1);
    String set = network.equals("resnet-20") ? "procedural-cifar" : "procedural";
    new SplitOperator().run(new SplitParameters(set, 200), split);
    return split.output("split").bytes();
  }

  private static byte[] weights(String network) {
    RecordingContext made = new RecordingContext().stream("initialise", 5, 1);
    new InitialiseOperator().run(new InitialiseParameters(network, null), made);
    return made.output("weights").bytes();
  }
}
