package io.espalier.analyse.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.Place;
import io.espalier.data.split.SplitOperator;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.step.RecordingContext;
import io.espalier.step.RecordingContext.Measured;
import io.espalier.train.LinearExecutor;
import io.espalier.train.TinyProblem;
import io.espalier.train.TrainOperator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ExampleDifficultyTest {
  private static final Place SCORER = new Place(1, "early", 1, 1);
  private static final Place RESULT = new Place(1, "ticket", 1, 2);

  @Test
  void theErrorNormOfAUniformOutputIsTheRootOfOneLessOneOverTheClasses() {
    for (int classes = 2; classes <= 100; classes++) {
      ExampleLosses uniform = new ExampleLosses(new float[classes], classes);

      assertThat(uniform.errorNorm(0, classes - 1))
          .isCloseTo(Math.sqrt(1 - 1.0 / classes), within(1e-14));
      assertThat(uniform.loss(0, 0)).isCloseTo(Math.log(classes), within(1e-14));
    }
  }

  @Test
  void theErrorNormGoesFromZeroForTheRightClassToTheRootOfTwoForAnother() {
    ExampleLosses certain = new ExampleLosses(new float[] {0, 1000, 0}, 3);

    assertThat(certain.errorNorm(0, 1)).isZero();
    assertThat(certain.errorNorm(0, 2)).isEqualTo(Math.sqrt(2));
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      float[] logits = {(float) random.nextGaussian() * 9, (float) random.nextGaussian() * 9, 0};
      assertThat(new ExampleLosses(logits, 3).errorNorm(0, i % 3)).isBetween(0.0, Math.sqrt(2));
    }
  }

  @Test
  void groupsAreOfEqualSizeAndGoByTheScore() {
    assertThat(Subgroups.of(new double[] {.5, .1, .4, .1, .9, .2}, 3))
        .containsExactly(2, 0, 1, 0, 2, 1);
    assertThat(Subgroups.of(new double[] {1, 1, 1, 1, 1}, 2)).containsExactly(0, 0, 1, 1, 1);
    assertThatThrownBy(() -> Subgroups.of(new double[2], 3))
        .hasMessage("groups: 3 (expected: 1 to 2, one example each at least)");
  }

  @Test
  void theAreaUnderTheCurveIsThePartOfPairsThatAreInOrder() {
    Random random = new Random(11);
    double[] scores = IntStream.range(0, 200).mapToDouble(i -> random.nextInt(40)).toArray();
    boolean[] marked = new boolean[200];
    IntStream.range(0, 200).forEach(i -> marked[i] = random.nextInt(3) == 0);
    double wins = 0;
    int pairs = 0;
    for (int i = 0; i < 200; i++) {
      for (int j = 0; j < 200; j++) {
        if (marked[i] && !marked[j]) {
          pairs++;
          wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    assertThat(Subgroups.auc(scores, marked)).isCloseTo(wins / pairs, within(1e-12));
    assertThat(Subgroups.auc(scores, new boolean[200])).isNaN();
  }

  @Test
  void plantedWrongClassesAreFoundByTheScore() {
    RecordingContext context = scored(0.15);

    assertThat(value(context, "el2n_auc", null)).isGreaterThan(0.9);
    assertThat(value(context, "el2n_flipped_part", "5"))
        .isGreaterThan(value(context, "el2n_flipped_part", "1"));
  }

  @Test
  void groupsWeightedByTheirSizesGiveTheWhole() {
    RecordingContext context = measured(0.15);

    for (String kind : List.of("loss", "accuracy")) {
      double sum = 0;
      long count = 0;
      for (Measured row : context.measured()) {
        if (row.name().equals("group_" + kind)) {
          sum += row.value() * n(row);
          count += n(row);
        }
      }
      assertThat(count).isEqualTo(60);
      assertThat(value(context, "train_" + kind, null)).isCloseTo(sum / count, within(1e-12));
    }
    assertThat(parts(context, "train_loss"))
        .isCloseTo(parts(context, "clean_loss") + parts(context, "flipped_loss"), within(1e-9));
    assertThat(n(row(context, "flipped_loss"))).isEqualTo(9);
  }

  @Test
  void withoutWrongClassesThereIsNoSuchGroup() {
    RecordingContext context = measured(0);

    assertThat(context.measured())
        .extracting(Measured::name)
        .contains("train_loss", "clean_accuracy", "group_loss")
        .noneMatch(name -> name.startsWith("flipped"));
    assertThat(value(context, "clean_loss", null)).isEqualTo(value(context, "train_loss", null));
    assertThat(scored(0).measured()).extracting(Measured::name).doesNotContain("el2n_auc");
  }

  private static double parts(RecordingContext context, String name) {
    return row(context, name).value() * n(row(context, name));
  }

  private static long n(Measured row) {
    Long n = row.n();
    return n == null ? 0 : n;
  }

  private static Measured row(RecordingContext context, String name) {
    return context.measured().stream()
        .filter(row -> row.name().equals(name) && row.subject().item() == null)
        .findFirst()
        .orElseThrow();
  }

  private static double value(RecordingContext context, String name, @Nullable String item) {
    return context.measured().stream()
        .filter(row -> row.name().equals(name))
        .filter(row -> Objects.equals(row.subject().item(), item))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static RecordingContext measured(double flipped) {
    byte[] scores = scored(flipped).output("el2n").bytes();
    RecordingContext context =
        context(flipped).placed("weights", RESULT, TinyProblem.weights()).input("el2n", scores);
    new MeasureExamplesOperator()
        .run(new MeasureExamplesOperator.Parameters("tiny-linear", 7), context);
    return context;
  }

  private static RecordingContext scored(double flipped) {
    byte[] trained = trained(flipped);
    RecordingContext context = context(flipped).placed("weights", SCORER, trained);
    new ScoreExamplesOperator()
        .run(new ScoreExamplesOperator.Parameters("tiny-linear", 5), context);
    return context;
  }

  private static byte[] trained(double flipped) {
    RecordingContext context =
        context(flipped).input("weights", TinyProblem.weights()).stream("order", 7, 1);
    TrainParameters parameters =
        new TrainParameters(
            "tiny-linear",
            new OptimizerParameters("sgd", 0, 0.9, 0.999, 1e-8, 0),
            new LearningRateParameters(0.5, 0, List.of(), 1),
            10,
            0,
            100,
            0,
            "final");
    new TrainOperator().run(parameters, context);
    return context.output("weights").bytes();
  }

  private static RecordingContext context(double flipped) {
    RecordingContext split =
        new RecordingContext()
            .catalog(TinyProblem.CATALOG).stream("split", 7, 1).stream("label-noise", 7, 1);
    new SplitOperator()
        .run(
            new SplitParameters("tiny", 15, null, null, flipped == 0 ? null : flipped, null),
            split);
    return new RecordingContext()
        .catalog(TinyProblem.CATALOG)
        .executor(new LinearExecutor())
        .input("split", split.output("split").bytes());
  }
}
