package io.espalier.engine.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.engine.ChildJvm;
import io.espalier.engine.Executor;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TinyNets;
import io.espalier.engine.TrainingState;
import io.espalier.kernel.Kernels;
import io.espalier.model.NetworkSpec;
import io.espalier.model.family.LeNet300100;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same thing gives the same bits: here, on any CPU, on any JVM, whole or in pieces. */
class JvmExactnessTest {
  private static final Executor EXECUTOR = new JvmExecutor();

  static Stream<Arguments> trainings() {
    return Stream.of(
            TinyNets.dense(),
            TinyNets.gated(),
            TinyNets.pooled(),
            new LeNet300100().spec(),
            TinyConvolutions.lenet(),
            TinyConvolutions.strided(),
            TinyConvolutions.residual())
        .flatMap(
            spec ->
                Stream.of(1.0, 0.7, 0.2, 0.03)
                    .map(density -> Arguments.of(spec, start(spec, density))));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void trainingTwiceGivesTheSameBits(NetworkSpec spec, TrainingState start) {
    assertThat(digest(train(EXECUTOR, spec, start, 0, 12)))
        .isEqualTo(digest(train(EXECUTOR, spec, start, 0, 12)));
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void plainJavaGivesTheBitsOfTheVectorUnits(NetworkSpec spec, TrainingState start) {
    TrainingState vector = train(on("vector"), spec, start, 0, 5);
    TrainingState plain = train(on("plain"), spec, start, 0, 5);
    assertThat(digest(plain)).isEqualTo(digest(vector));
    float[] inputs = new float[37 * spec.inputSize()];
    int[] labels = new int[37];
    TinyNets.batches(spec, 37).fill(3, inputs, labels);
    try (Session one = on("vector").open(spec, vector, Optimizer.NONE);
        Session other = on("plain").open(spec, vector, Optimizer.NONE)) {
      assertThat(one.predict(inputs, 37)).isEqualTo(other.predict(inputs, 37));
      assertThat(one.gradients(inputs, labels)).isEqualTo(other.gradients(inputs, labels));
    }
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void aTrainingThatIsClosedAndGoesOnElsewhereGivesTheSameBits(
      NetworkSpec spec, TrainingState start) throws Exception {
    TrainingState whole = train(EXECUTOR, spec, start, 0, 20);
    TrainingState first = train(EXECUTOR, spec, start, 0, 7);
    TrainingState here = train(EXECUTOR, spec, first, 7, 20);
    TrainingState elsewhere =
        JvmExactnessTest.<TrainingState>inThreads(
                List.of(() -> train(EXECUTOR, spec, first, 7, 20)))
            .get(0);
    assertThat(digest(here)).isEqualTo(digest(whole));
    assertThat(digest(elsewhere)).isEqualTo(digest(whole));
    assertThat(here.optimizerSteps()).isEqualTo(20);
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void aLookInBetweenChangesNothing(NetworkSpec spec, TrainingState start) {
    String whole = digest(train(EXECUTOR, spec, start, 0, 9));
    try (Session session = EXECUTOR.open(spec, start, JvmDigest.ADAM)) {
      float[] inputs = new float[300 * spec.inputSize()];
      int[] labels = new int[300];
      TinyNets.batches(spec, 300).fill(99, inputs, labels);
      for (int i = 0; i < 9; i++) {
        session.train(TinyNets.batches(spec, JvmDigest.BATCH), i, i + 1, iteration -> 1e-3);
        float[] logits = session.predict(inputs, 300);
        SortedMap<String, Tensor> gradients = session.gradients(inputs, labels);
        assertThat(session.predict(inputs, 300)).isEqualTo(logits);
        assertThat(session.gradients(inputs, labels)).isEqualTo(gradients);
        session.state();
      }
      assertThat(digest(session.state())).isEqualTo(whole);
    }
  }

  @Test
  void twoTrainingsSideBySideGiveTheBitsThatEachGivesAlone() throws Exception {
    NetworkSpec spec = new LeNet300100().spec();
    TrainingState dense = start(spec, 1);
    TrainingState sparse = start(spec, 0.1);
    List<String> alone =
        List.of(
            digest(train(EXECUTOR, spec, dense, 0, 20)),
            digest(train(EXECUTOR, spec, sparse, 0, 60)));
    CyclicBarrier together = new CyclicBarrier(2);
    assertThat(
            inThreads(
                List.<Callable<String>>of(
                    () -> {
                      together.await();
                      return digest(train(EXECUTOR, spec, dense, 0, 20));
                    },
                    () -> {
                      together.await();
                      return digest(train(EXECUTOR, spec, sparse, 0, 60));
                    })))
        .isEqualTo(alone);
  }

  /** Interpreted or compiled, with narrow vectors or none: what a JVM may do of itself. */
  static Stream<Arguments> virtualMachines() {
    return Stream.of(
        Arguments.of("all", List.of()),
        Arguments.of(
            "all", List.of("--add-modules", "jdk.incubator.vector", "-XX:MaxVectorSize=16")),
        Arguments.of(
            "all", List.of("--add-modules", "jdk.incubator.vector", "-XX:MaxVectorSize=32")),
        Arguments.of("tiny", List.of("--add-modules", "jdk.incubator.vector", "-Xint")));
  }

  @ParameterizedTest
  @MethodSource("virtualMachines")
  void anotherJvmGivesTheSameBits(String which, List<String> flags) throws Exception {
    assertThat(ChildJvm.lines(Map.of(), flags, JvmDigest.class, which))
        .containsExactlyElementsOf(which.equals("tiny") ? JvmDigest.tiny() : JvmDigest.all());
  }

  @Test
  void trainingsNeverChangeFromReleaseToReleaseOrFromCpuToCpu() {
    assertThat(JvmDigest.all())
        .containsExactly(
            "94f2c4841a91affae6ea9447fb149395908438593215ed79c4ac9abcf875a35e",
            "1bdc6c6d539f18182374db1c332cfcc2cb2dcd4067a5007ddedd4587589c7734",
            "f1948014751c4f604fbc6b7bf444746c0345cca965b455c19e22126ceb37c06c",
            "16ee7f91f19ccb5be1d33b8516aaa040e1b714f0f2ba242feeb56425560f1dd3",
            "432d11d8dc5459c9fa2bc9d36cc3791807b1d16397f1b24015ee9f6e99aa7218",
            "f419d4e73bbb666006bc5e51df61ae16723f982b159337b0b4b8dab43897bd9d",
            "0afb3297b6db29e8d8873ac5b0ec45d1dafb68ec68456ba5b7306e98a9c979bb",
            "efdd5fa54589759eb09b229a5a1a4d4c8918f705c8fbd2f199d8483ec5be97c6",
            "b54a57c6848a97c506f766cce9b0c0ccd39ba69cf1421da9680b3364a711d3a8",
            "0a1acaef744ea83b167e8fc98ef1b9385d55924df4c234769b2010a2fce69610",
            "4963225e4ebd641ec78ec63697ed5147c5f79491bdca7e55026856ef77b8ad2b",
            "b663e177bd8c9f41e7811c705c7d1e4813eef1ace5c346097ca3fcbd7dd69643");
  }

  private static Executor on(String kernels) {
    return new JvmExecutor(Kernels.named(kernels));
  }

  private static TrainingState start(NetworkSpec spec, double density) {
    return JvmDigest.start(spec, density);
  }

  private static TrainingState train(
      Executor executor, NetworkSpec spec, TrainingState start, long from, long to) {
    return JvmDigest.train(executor, spec, start, from, to);
  }

  private static String digest(TrainingState state) {
    return JvmDigest.digest(state);
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
