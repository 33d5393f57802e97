package io.espalier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Granularity;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Executor;
import io.espalier.engine.TinyNets;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.hessian.KnownDerivatives;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.model.Initialisation;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Tanh;
import io.espalier.operator.ScoreParameters;
import io.espalier.prune.TinyRounds;
import io.espalier.step.FatalTaskException;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores against the gradient of two layers with tanh, written down in double precision. */
class GraspCriterionTest {
  private static final double TEMPERATURE = 200;
  private static final int IN = 8;
  private static final int HIDDEN = 5;
  private static final int CLASSES = 3;
  private static final int EXAMPLES = 6;
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          "two-layers",
          List.of(2, 2, 2),
          CLASSES,
          List.of(new Flatten(), new Dense(HIDDEN, "fc1"), new Tanh(), new Dense(CLASSES, "fc2")),
          Initialiser.GLOROT_NORMAL);
  private final Criterion grasp = Catalog.builtIn().get(Criterion.class, "grasp");
  private final SortedMap<String, Tensor> weights =
      Initialisation.weights(SPEC, TinyNets.random("grasp"));
  private final ScoringBatch batch = batch();

  static List<Executor> executors() {
    return List.of(new JvmExecutor(), new Dl4jExecutor());
  }

  /** On networks with ReLUs, pools, batch norms and residuals, against PyTorch. */
  @ParameterizedTest
  @MethodSource("executors")
  void scoreIsTheWeightTimesTheHessianTimesTheGradientAtTemperature200(Executor executor) {
    for (KnownDerivatives known : KnownDerivatives.all()) {
      SortedMap<String, Tensor> parameters = known.parameters();
      SortedMap<String, Tensor> scores =
          OnExecutor.scores(
              grasp,
              executor,
              known.network(),
              parameters,
              Granularity.WEIGHT,
              new ScoringBatch(known.inputs(), known.labels()));

      SortedMap<String, double[]> expected = known.byParameter("grasp");
      expected.forEach(
          (name, values) -> {
            for (int i = 0; i < values.length; i++) {
              values[i] *= Tensors.get(parameters, name).data()[i];
            }
          });
      KnownDerivatives.assertClose(scores, expected, 1e-4);
    }
  }

  @Test
  void allScoresTogetherAreWeightsTimesHessianTimesGradient() {
    double sum = 0;
    for (Tensor scored : scores(new JvmExecutor(), Granularity.WEIGHT).values()) {
      for (float score : scored.data()) {
        sum += score;
      }
    }

    // θᵀHg is how g·θ-scaled gradients change: half the slope of |g(sθ)|² at s = 1.
    double step = 1e-5;
    double slope = (squaredLength(scaled(1 + step)) - squaredLength(scaled(1 - step))) / (2 * step);
    assertThat(sum).isCloseTo(slope / 2, within(1e-3 * Math.abs(slope)));
  }

  @Test
  void aFilterScoresTheSumOfItsWeights() {
    float[] single =
        Tensors.get(scores(new JvmExecutor(), Granularity.WEIGHT), "fc1.weight").data();
    float[] filters =
        Tensors.get(scores(new JvmExecutor(), Granularity.FILTER), "fc1.weight").data();

    assertThat(filters).hasSize(HIDDEN);
    for (int filter = 0; filter < HIDDEN; filter++) {
      double sum = 0;
      double size = 0;
      for (int i = filter * IN; i < (filter + 1) * IN; i++) {
        sum += single[i];
        size += Math.abs(single[i]);
      }
      assertThat((double) filters[filter]).isCloseTo(sum, within(1e-6 * size));
    }
  }

  @Test
  void asManyExamplesOfEachClassAreDrawn() {
    assertThat(score(30)).isEqualTo(score(30)).isNotEqualTo(score(27));
    assertThatThrownBy(() -> score(31))
        .isInstanceOf(FatalTaskException.class)
        .hasMessage("examples: 31 (expected: a multiple of the 3 classes)");
    ScoringBatch drawn =
        new ScoringData(TinyRounds.context(0).stream("score", 7, 1, 1, 1), 30).balanced(3);
    for (int label = 0; label < 3; label++) {
      assertThat(drawn.labels()).contains(label);
      int wanted = label;
      assertThat(java.util.Arrays.stream(drawn.labels()).filter(l -> l == wanted)).hasSize(10);
    }
  }

  @Test
  void theLogSaysWhichExamplesWereScored() {
    RecordingContext context = TinyRounds.context(0).stream("score", 7, 1, 1, 1);
    ScoringData data = new ScoringData(context, 6);
    ScoringBatch drawn = data.balanced(3);
    data.balanced(3);

    assertThat(context.lines()).as("once, however often they are drawn").hasSize(1);
    String line = context.lines().get(0);
    String start =
        "scores 6 training examples, 2 of each class, as one batch; by their places in the data"
            + " set's training file: ";
    assertThat(line).startsWith(start);
    Subset train = SplitData.of(context).train();
    String[] places = line.substring(start.length()).split(",", -1);
    assertThat(places).hasSize(6);
    for (int i = 0; i < 6; i++) {
      for (int position = 0; position < train.count(); position++) {
        if (train.index(position) == Integer.parseInt(places[i])) {
          assertThat(train.label(position)).isEqualTo(drawn.labels()[i]);
        }
      }
    }
  }

  @Test
  void aTaskThatIsCancelledStopsInTheMiddleOfAPass() {
    int calls = 0;
    for (int call = 1; call <= 6; call++) {
      RecordingContext context = context().cancelAtProgress(call);
      assertThatThrownBy(() -> score(context, 6, null))
          .as("call %d", call)
          .isInstanceOf(StoppedException.class);
      calls += context.progressCalls();
    }
    assertThat(calls).isEqualTo(21);
  }

  @Test
  void theTemperatureIsASetting() {
    SortedMap<String, Tensor> defaults = scores(new JvmExecutor(), Granularity.WEIGHT);
    ScoreContext context =
        new GivenScoreContext(SPEC, weights, OnExecutor.dense(SPEC), Granularity.WEIGHT, null, null)
            .with(new JvmExecutor(), batch)
            .with(new GraspCriterion.Settings(2));
    Tensor warm = Tensors.get(grasp.score(context), "fc1.weight");

    // At a high temperature p hardly moves: θ ⊙ Hg then falls as the third power of 1/T or faster.
    float[] cold = Tensors.get(defaults, "fc1.weight").data();
    double ratio = 0;
    double size = 0;
    for (int i = 0; i < cold.length; i++) {
      ratio += Math.abs(warm.data()[i]);
      size += Math.abs(cold[i]);
    }
    assertThat(ratio / size).isGreaterThan(100);
    assertThat(score(30, JsonNodeFactory.instance.objectNode().put("temperature", 2.0)))
        .isNotEqualTo(score(30));
  }

  private SortedMap<String, Tensor> scores(Executor executor, Granularity granularity) {
    return OnExecutor.scores(grasp, executor, SPEC, weights, granularity, batch);
  }

  private static SortedMap<String, Tensor> score(int examples) {
    return score(examples, null);
  }

  private static SortedMap<String, Tensor> score(int examples, @Nullable ObjectNode settings) {
    RecordingContext context = context();
    score(context, examples, settings);
    return Safetensors.read(context.output("scores").bytes());
  }

  private static RecordingContext context() {
    return TinyRounds.context(0)
        .input("weights", TinyRounds.bytes(TinyRounds.initialWeights()))
        .stream("score", 7, 1, 1, 1);
  }

  private static void score(RecordingContext context, int examples, @Nullable ObjectNode settings) {
    new ScoreOperator()
        .run(
            new ScoreParameters(
                TinyRounds.NETWORK, "grasp", "weight", List.of(), examples, null, settings),
            context);
  }

  private double squaredLength(double[] theta) {
    double[] gradient = gradient(theta);
    return dot(gradient, gradient);
  }

  /** Gradient of the mean cross-entropy of logits / 200 by fc1.weight, then fc2.weight. */
  private double[] gradient(double[] theta) {
    int second = HIDDEN * IN;
    double[] gradient = new double[theta.length];
    for (int n = 0; n < EXAMPLES; n++) {
      double[] hidden = new double[HIDDEN];
      for (int h = 0; h < HIDDEN; h++) {
        for (int i = 0; i < IN; i++) {
          hidden[h] += theta[h * IN + i] * batch.inputs()[n * IN + i];
        }
        hidden[h] = Math.tanh(hidden[h]);
      }
      double[] p = new double[CLASSES];
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        for (int h = 0; h < HIDDEN; h++) {
          p[c] += theta[second + c * HIDDEN + h] * hidden[h] / TEMPERATURE;
        }
        p[c] = Math.exp(p[c]);
        sum += p[c];
      }
      for (int c = 0; c < CLASSES; c++) {
        double slope = (p[c] / sum - (batch.labels()[n] == c ? 1 : 0)) / TEMPERATURE / EXAMPLES;
        for (int h = 0; h < HIDDEN; h++) {
          gradient[second + c * HIDDEN + h] += slope * hidden[h];
          double back = slope * theta[second + c * HIDDEN + h] * (1 - hidden[h] * hidden[h]);
          for (int i = 0; i < IN; i++) {
            gradient[h * IN + i] += back * batch.inputs()[n * IN + i];
          }
        }
      }
    }
    return gradient;
  }

  private double[] scaled(double factor) {
    double[] theta = theta();
    for (int i = 0; i < theta.length; i++) {
      theta[i] *= factor;
    }
    return theta;
  }

  private double[] theta() {
    double[] theta = new double[HIDDEN * IN + CLASSES * HIDDEN];
    float[] first = Tensors.get(weights, "fc1.weight").data();
    float[] second = Tensors.get(weights, "fc2.weight").data();
    for (int i = 0; i < theta.length; i++) {
      theta[i] = i < first.length ? first[i] : second[i - first.length];
    }
    return theta;
  }

  private static ScoringBatch batch() {
    float[] inputs = new float[EXAMPLES * IN];
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) TinyNets.random("inputs").normal(i);
    }
    for (int n = 0; n < EXAMPLES; n++) {
      labels[n] = n % CLASSES;
    }
    return new ScoringBatch(inputs, labels);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
