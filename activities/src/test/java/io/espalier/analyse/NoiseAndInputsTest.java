package io.espalier.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.data.Examples;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.experiment.load.Experiments;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.Network;
import io.espalier.random.RandomSource;
import io.espalier.step.RecordingContext;
import io.espalier.tensor.Safetensors;
import io.espalier.train.Accuracy;
import io.espalier.train.LinearExecutor;
import io.espalier.train.Predictor;
import io.espalier.train.TinyProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NoiseAndInputsTest {
  private static final Place TICKET = new Place(1, "ticket", 1, 2);

  private static final RandomSource NOISE =
      RandomSource.of(new RandomStream("noise", 3, List.of(1L)));

  /** Grey images: 100 in every pixel. */
  private static Subset grey(int count, int side) {
    byte[] pixels = new byte[count * side * side];
    Arrays.fill(pixels, (byte) 100);
    return new Subset(
        new Examples(new int[] {1, side, side}, pixels, new byte[count]),
        IntStream.range(0, count).toArray());
  }

  private static double[] bytes(Subset subset) {
    float[] values = subset.inputs(0, subset.count());
    return IntStream.range(0, values.length).mapToDouble(i -> 255.0 * values[i]).toArray();
  }

  @Test
  void gaussianNoiseHasTheSeverityAsItsDeviationAndIsRoundedToBytes() {
    Subset images = grey(50, 20);
    NoiseRobustnessOperator.Noise noise =
        NoiseRobustnessOperator.Noise.of("gaussian", images, NOISE);

    double[] noisy = bytes(noise.on(images, 0.1));

    double mean = Arrays.stream(noisy).average().orElseThrow();
    double variance =
        Arrays.stream(noisy).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    // 20,000 numbers of deviation 25.5; rounding adds 1/12. Bounds are four standard errors.
    assertThat(mean).isCloseTo(100, within(4 * 25.5 / Math.sqrt(20_000)));
    assertThat(Math.sqrt(variance)).isCloseTo(25.5, within(4 * 25.5 / Math.sqrt(40_000)));
    assertThat(
            Arrays.stream(noisy)
                .allMatch(v -> Math.abs(v - Math.rint(v)) < 1e-4 && v >= 0 && v <= 255.001))
        .isTrue();
  }

  @Test
  void impulsesMakeSoManyPixelsBlackOrWhiteAndLargerSeveritiesKeepThem() {
    Subset images = grey(50, 20);
    NoiseRobustnessOperator.Noise noise =
        NoiseRobustnessOperator.Noise.of("impulse", images, NOISE);

    double[] some = bytes(noise.on(images, 0.2));
    double[] more = bytes(noise.on(images, 0.5));

    long black = Arrays.stream(some).filter(v -> v < 0.5).count();
    long white = Arrays.stream(some).filter(v -> v > 254.5).count();
    assertThat(black).isCloseTo(2000, within(180L));
    assertThat(white).isCloseTo(2000, within(180L));
    for (int i = 0; i < some.length; i++) {
      assertThat(some[i] == more[i] || Math.abs(some[i] - 100) < 0.5 || some[i] > 254.5).isTrue();
    }
  }

  @Test
  void withoutNoiseImagesAreAsTheyWereAndNoiseIsAFunctionOfTheImage() {
    Subset images = grey(10, 4);
    NoiseRobustnessOperator.Noise all = NoiseRobustnessOperator.Noise.of("gaussian", images, NOISE);
    NoiseRobustnessOperator.Noise first =
        NoiseRobustnessOperator.Noise.of("gaussian", images.first(3), NOISE);

    assertThat(bytes(all.on(images, 0))).containsExactly(bytes(images));
    assertThat(bytes(first.on(images.first(3), 0.3)))
        .containsExactly(Arrays.copyOf(bytes(all.on(images, 0.3)), 48));
  }

  @Test
  void atSeverityZeroTheAccuracyIsTheEvaluations() {
    RecordingContext context =
        TinyProblem.context(new LinearExecutor()).stream("noise", 3, 1)
            .placed("weights", TICKET, TinyProblem.weights());
    new NoiseRobustnessOperator()
        .run(
            new NoiseRobustnessOperator.Parameters(
                "tiny-linear", "gaussian", List.of(0.0, 0.5), "test", 1000),
            context);
    Subset test = SplitData.of(context).test();
    TrainingState state = TrainingState.fresh(Safetensors.read(TinyProblem.weights()), null);
    float[] clean;
    try (Session session =
        context
            .executor()
            .open(
                context.catalog().get(Network.class, "tiny-linear").spec(),
                state,
                Optimizer.NONE)) {
      clean = Predictor.logits(session, test, 3, () -> {});
    }

    assertThat(value(context, "noisy_accuracy", "0"))
        .isEqualTo(Accuracy.of(clean, test.labels(0, 30), 3).fraction());
    assertThat(value(context, "mean_noisy_loss", null))
        .isEqualTo((value(context, "noisy_loss", "0") + value(context, "noisy_loss", "0.5")) / 2);
  }

  private static double value(RecordingContext context, String name, @Nullable String item) {
    return context.measured().stream()
        .filter(row -> row.name().equals(name))
        .filter(row -> Objects.equals(row.subject().item(), item))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void aWeightIsLiveWhoseInputOrChannelIsEverUsed() {
    boolean[] used = {true, false, false, true};

    assertThat(
            IntStream.range(0, 8).filter(i -> LiveInputsOperator.live(i, new int[] {2, 4}, used)))
        .containsExactly(0, 3, 4, 7);
    boolean[] channels = {false, false, false, true};
    assertThat(
            IntStream.range(0, 36)
                .filter(i -> LiveInputsOperator.live(i, new int[] {2, 2, 3, 3}, channels)))
        .containsExactly(
            IntStream.concat(IntStream.range(9, 18), IntStream.range(27, 36))
                .boxed()
                .toArray(Integer[]::new));
  }

  @Test
  void whatAMaskKeepsOfTheFirstLayerIsHeldAgainstTheWholeLayer() throws IOException {
    boolean[] kept = new boolean[27];
    Arrays.fill(kept, 0, 5, true);
    ByteArrayOutputStream mask = new ByteArrayOutputStream();
    MaskFiles.write(
        mask, new Mask(Map.of("fc1.weight", new int[] {3, 9}), Map.of("fc1.weight", kept)));
    RecordingContext context =
        TinyProblem.context(new LinearExecutor()).placed("mask", TICKET, mask.toByteArray());

    new LiveInputsOperator().run(new LiveInputsOperator.Parameters("tiny-linear"), context);

    // Every pixel of these images is drawn above 50.
    assertThat(value(context, "live_weights", null)).isEqualTo(1);
    assertThat(context.measured()).extracting(row -> row.n()).containsExactly(5L, 27L);
  }

  @Test
  void aLayerThatMakesOtherValuesOfTheInputsIsRefused() {
    String file =
        """
        name: small
        data: {name: procedural, validation: 1000}
        model: {layers: [batch_norm, flatten, {dense: 10}]}
        train: {optimizer: adam, learning_rate: 0.001, batch: 60, iterations: 100}
        prune: {rounds: 2, fraction: 0.2}
        arms: {ticket: {after_prune: {rewind: 0}}}
        analyses: {live: live_inputs}
        """;

    assertThatThrownBy(
            () ->
                Experiments.parse(
                    "x.yaml", file.getBytes(StandardCharsets.UTF_8), Catalog.builtIn()))
        .hasMessage(
            "x.yaml:7:18: analyses.live: bn1 (batch_norm) before the first weights (expected: a"
                + " dense layer or a convolution that sees the inputs)");
  }
}
