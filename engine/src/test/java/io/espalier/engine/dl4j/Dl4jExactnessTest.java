package io.espalier.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.espalier.engine.ChildJvm;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.model.NetworkSpec;
import io.espalier.model.family.LeNet300100;
import io.espalier.model.family.LeNet5;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same thing gives the same bits, wherever and in however many pieces it is computed. */
class Dl4jExactnessTest {
  /** Where the golden digests below were taken; on any other runtime they say nothing. */
  private static final String REFERENCE_RUNTIME =
      "Linux/amd64|GenuineIntel/6/167 avx avx2 fma avx512f avx512bw avx512dq avx512vl avx512_vnni"
          + " avx512_bf16 amx_tile|nd4j-native 1.0.0-M2.1 linux-x86_64-onednn oneDNN, oneDNN 3.8.1"
          + "|OPENBLAS 0.3.31-1.5.13|1|cpu";

  static Stream<NetworkSpec> networks() {
    return Stream.of(
        TinyNets.dense(),
        TinyNets.conv(),
        TinyNets.residual(),
        TinyNets.gated(),
        TinyNets.pooled(),
        new LeNet300100().spec(),
        new LeNet5().spec());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void trainingTwiceGivesTheSameBits(NetworkSpec spec) {
    assertThat(TrainedDigest.of(spec, 12)).isEqualTo(TrainedDigest.of(spec, 12));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aTrainingThatIsClosedAndGoesOnElsewhereGivesTheSameBits(NetworkSpec spec) throws Exception {
    TrainingState whole = TrainedDigest.train(spec, TrainedDigest.start(spec), 0, 20);
    TrainingState first = TrainedDigest.train(spec, TrainedDigest.start(spec), 0, 7);
    TrainingState here = TrainedDigest.train(spec, first, 7, 20);
    TrainingState elsewhere =
        Dl4jExactnessTest.<TrainingState>inThreads(
                List.of(() -> TrainedDigest.train(spec, first, 7, 20)))
            .get(0);
    assertThat(TrainedDigest.digest(here)).isEqualTo(TrainedDigest.digest(whole));
    assertThat(TrainedDigest.digest(elsewhere)).isEqualTo(TrainedDigest.digest(whole));
    assertThat(here.optimizerSteps()).isEqualTo(20);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aLookInBetweenChangesNothing(NetworkSpec spec) {
    String whole = TrainedDigest.of(spec, 9);
    try (Session session =
        new Dl4jExecutor().open(spec, TrainedDigest.start(spec), TrainedDigest.ADAM)) {
      float[] inputs = new float[70 * spec.inputSize()];
      int[] labels = new int[70];
      TinyNets.batches(spec, 70).fill(99, inputs, labels);
      for (int i = 0; i < 9; i++) {
        session.train(TinyNets.batches(spec, 20), i, i + 1, iteration -> 1e-3);
        float[] logits = session.predict(inputs, 70);
        session.gradients(inputs, labels);
        assertThat(session.predict(inputs, 70)).isEqualTo(logits);
        session.state();
      }
      assertThat(TrainedDigest.digest(session.state())).isEqualTo(whole);
    }
  }

  @Test
  void twoTrainingsSideBySideGiveTheBitsThatEachGivesAlone() throws Exception {
    NetworkSpec dense = new LeNet300100().spec();
    NetworkSpec conv = new LeNet5().spec();
    List<String> alone = List.of(TrainedDigest.of(dense, 30), TrainedDigest.of(conv, 15));
    CyclicBarrier together = new CyclicBarrier(2);
    List<String> sideBySide =
        inThreads(
            List.of(
                () -> {
                  together.await();
                  return TrainedDigest.of(dense, 30);
                },
                () -> {
                  together.await();
                  return TrainedDigest.of(conv, 15);
                }));
    assertThat(sideBySide).isEqualTo(alone);
  }

  @Test
  void anotherJvmGivesTheSameBitsWhateverOpenMpIsTold() throws Exception {
    List<String> here =
        List.of(
            TrainedDigest.of(new LeNet300100().spec(), 10),
            TrainedDigest.of(new LeNet5().spec(), 10));
    assertThat(ChildJvm.lines(Map.of("OMP_NUM_THREADS", "2"), List.of(), TrainedDigest.class))
        .containsExactlyElementsOf(here);
  }

  @Test
  void trainingsNeverChangeFromReleaseToRelease() {
    String runtime = new Dl4jExecutor().runtime().text();
    assumeTrue(
        runtime.equals(REFERENCE_RUNTIME),
        () -> "the golden digests hold on " + REFERENCE_RUNTIME + ", this is " + runtime);
    assertThat(TrainedDigest.of(new LeNet300100().spec(), 10))
        .isEqualTo("26c5ef20bc567d7b02985efd3e0fce6f4b313daa29bfb76c5c97b4a72e569fb5");
    assertThat(TrainedDigest.of(new LeNet5().spec(), 10))
        .isEqualTo("fca7b1903a17c8b6b8c9a7ba8c0de1e99a746df95474bfdea4640b6b87694366");
  }

  private static <T> List<T> inThreads(List<Callable<T>> works) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(works.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(works)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }
}
