package io.espalier.prune;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.operator.ControlMaskParameters;
import io.espalier.operator.InitialiseParameters;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ReinitialiseParameters;
import io.espalier.operator.RewindParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.score.ScoreOperator;
import io.espalier.step.RecordingContext;
import io.espalier.treatment.ControlMaskOperator;
import io.espalier.treatment.InitialiseOperator;
import io.espalier.treatment.ReinitialiseOperator;
import io.espalier.treatment.RewindOperator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Digests of steps that are plain Java, the same on every machine. A change here means that
 * recorded steps no longer say what the program would compute: raise {@code version()} of the
 * operator, criterion or network that changed, then write the new digest down.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainJavaDigestsTest {
  private static final String LENET = "lenet-300-100";
  private byte[] weights = {};
  private byte[] mask = {};

  @BeforeAll
  void initialiseAndPruneOnce() {
    RecordingContext initialise = new RecordingContext().stream("initialise", 42, 1);
    new InitialiseOperator().run(new InitialiseParameters(LENET, null), initialise);
    weights = initialise.output("weights").bytes();
    mask = pruned("magnitude", "weight", "layer");
  }

  @Test
  void initialWeights() {
    assertThat(sha256(weights))
        .isEqualTo("3d0e1850866ee78c0abac42e857ec235171299621ebd6bfe92eb45a646d7d0b7");
  }

  @ParameterizedTest
  @CsvSource({
    "magnitude, weight, layer, 03ce4ad4e8b96104f1852b2312b3001ded6c80b332c65fa81491af8c235b61e9",
    "magnitude, weight, global, 1ab6a8a9324b1a16261f5b3d3592d5de1c3f55406c8a826ef7b94634bd7ebc6c",
    "magnitude, filter, layer, 04cbf68ebad3b69c4d54b09dffb676e7f190957b0b1ca3cb5156647428eadd77",
    "l2, filter, global, 0cc3c73bd600c44090e71072754853420abecf793e8d0df82baf2153c713da04",
    "random, weight, layer, b631f1d6cde745d7ad7c65b28354f97983f74447c663253e87a9f314a7ca4b8e",
    "random, filter, layer, 5ab35cb4cb8233aafe4d18da07a3e81855f3b402738124c29b7ed6b4ce5be930",
  })
  void masks(String criterion, String granularity, String scope, String digest) {
    assertThat(sha256(pruned(criterion, granularity, scope))).isEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource({
    "shuffle_layer, 0cfdc0ba58dc67bbe67add6986b551f7541fcae56b249694883a12c807eecebe",
    "shuffle_global, 006c61f7509bcf5d408594a4a896e6a178c01332986d0892fbd48e709cf6d13b",
    "random, 58cbb886ffec5a66753e3d2089a8aa098181e214f47db5b246a6a52d3b84d444",
    "invert, e25f7d4ee98b9464b1bec3cc96eaad64243b012c3c440992ff79c0465cc70d28",
  })
  void controlMasks(String control, String digest) {
    RecordingContext context =
        new RecordingContext().input("mask", mask).stream("mask-control", 42, 1, 1, 1);

    new ControlMaskOperator().run(new ControlMaskParameters(control), context);

    assertThat(sha256(context.output("mask").bytes())).isEqualTo(digest);
  }

  @Test
  void rewoundWeights() {
    RecordingContext context = new RecordingContext().input("weights", weights).input("mask", mask);

    new RewindOperator().run(new RewindParameters(), context);

    assertThat(sha256(context.output("weights").bytes()))
        .isEqualTo("d24b5a69337a9dc74a0ffec1dc88a981049618f654dc250ef38ae3cc58854d3c");
  }

  @Test
  void reinitialisedWeights() {
    RecordingContext context =
        new RecordingContext().input("mask", mask).stream("reinitialise", 42, 1, 1, 1);

    new ReinitialiseOperator().run(new ReinitialiseParameters(LENET, null), context);

    assertThat(sha256(context.output("weights").bytes()))
        .isEqualTo("24ce1de7991bc1325b614369d93418d3caaa3b0d5e62581ea11cbd7f334a3573");
  }

  private byte[] pruned(String criterion, String granularity, String scope) {
    RecordingContext score =
        new RecordingContext().input("weights", weights).stream("score", 42, 1, 1);
    new ScoreOperator()
        .run(new ScoreParameters(LENET, criterion, granularity, List.of(), 128), score);
    RecordingContext prune = new RecordingContext().input("scores", score.output("scores").bytes());
    Map<String, Double> fractions = new TreeMap<>();
    if (scope.equals("layer") && granularity.equals("weight")) {
      fractions.put("fc3", 0.1);
    }
    new PruneOperator()
        .run(
            new PruneParameters(LENET, granularity, scope, 0.2, fractions, null, List.of()), prune);
    return prune.output("mask").bytes();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
