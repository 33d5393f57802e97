package io.espalier.step.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.data.split.SplitOperator;
import io.espalier.operator.ControlMaskParameters;
import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.ObjectiveParameters;
import io.espalier.operator.OptimizerParameters;
import io.espalier.operator.PruneParameters;
import io.espalier.operator.ScoreParameters;
import io.espalier.operator.SplitParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.prune.PruneOperator;
import io.espalier.score.ScoreOperator;
import io.espalier.step.CanonicalJson;
import io.espalier.step.Parameters;
import io.espalier.train.TrainOperator;
import io.espalier.treatment.ControlMaskOperator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What goes into the keys of the first release's steps. Settings that came later and are left out
 * must leave it as it was, or everything that was computed before would be computed again.
 */
final class StableParametersTest {
  @Test
  void aPlainSplitHasTheKeyMaterialThatItAlwaysHad() {
    assertThat(Parameters.changed(new SplitOperator(), new SplitParameters("mnist", 5000)))
        .hasToString("{\"data\":\"mnist\",\"validation\":5000}");
  }

  @Test
  void aPlainTrainingHasTheKeyMaterialThatItAlwaysHad() {
    assertThat(CanonicalJson.write(Parameters.changed(new TrainOperator(), training())))
        .isEqualTo(
            "{\"batch\":60,\"evaluateEvery\":500,\"from\":0,"
                + "\"learningRate\":{\"base\":0.0012,\"factor\":1,\"milestones\":[],"
                + "\"warmup\":0},\"network\":\"lenet-300-100\","
                + "\"optimizer\":{\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1e-8,"
                + "\"momentum\":0,\"name\":\"adam\",\"weightDecay\":0},"
                + "\"select\":\"final\",\"until\":1500}");
  }

  @Test
  void scoresMasksAndControlsHaveTheKeyMaterialThatTheyAlwaysHad() {
    assertThat(
            material(
                new ScoreOperator(),
                new ScoreParameters("lenet-300-100", "grasp", "weight", List.of("fc3"), 100)))
        .isEqualTo(
            "{\"criterion\":\"grasp\",\"examples\":100,\"granularity\":\"weight\","
                + "\"ignore\":[\"fc3\"],\"network\":\"lenet-300-100\"}");
    assertThat(
            material(
                new ScoreOperator(),
                new ScoreParameters(
                    "lenet-300-100",
                    "synflow",
                    "weight",
                    List.of(),
                    0,
                    new ScoreParameters.Steps(100, 0.1, "global"))))
        .isEqualTo(
            "{\"criterion\":\"synflow\",\"examples\":0,\"granularity\":\"weight\","
                + "\"ignore\":[],\"network\":\"lenet-300-100\","
                + "\"steps\":{\"count\":100,\"density\":0.1,\"scope\":\"global\"}}");
    assertThat(
            material(
                new PruneOperator(),
                new PruneParameters(
                    "lenet-300-100", "weight", "layer", 0.2, Map.of("fc3", 0.1), null, List.of())))
        .isEqualTo(
            "{\"fraction\":0.2,\"fractions\":{\"fc3\":0.1},\"granularity\":\"weight\","
                + "\"ignore\":[],\"network\":\"lenet-300-100\",\"scope\":\"layer\"}");
    assertThat(material(new ControlMaskOperator(), new ControlMaskParameters("invert")))
        .isEqualTo("{\"control\":\"invert\"}");
  }

  private static String material(OperatorDescriptor operator, Record parameters) {
    return CanonicalJson.write(Parameters.changed(operator, parameters));
  }

  @Test
  void anObjectiveIsNamedWithWhatDiffersFromItsDefaults() {
    TrainParameters plain = training();
    ObjectNode cool = JsonNodeFactory.instance.objectNode().put("temperature", 2);

    assertThat(objective(plain.with(new ObjectiveParameters("distill", null))))
        .isEqualTo("{\"name\":\"distill\"}");
    assertThat(objective(plain.with(new ObjectiveParameters("distill", cool))))
        .isEqualTo("{\"name\":\"distill\",\"settings\":{\"temperature\":2}}");
    assertThat(
            StepKey.mentioned(
                Catalog.builtIn(),
                Parameters.tree(plain.with(new ObjectiveParameters("mine", null)))))
        .as("so its version and its jar are in the key")
        .contains("objective/mine");
  }

  private static String objective(TrainParameters parameters) {
    return Parameters.changed(new TrainOperator(), parameters).get("objective").toString();
  }

  private static TrainParameters training() {
    return new TrainParameters(
        "lenet-300-100",
        new OptimizerParameters("adam", 0, 0.9, 0.999, 1e-8, 0),
        new LearningRateParameters(0.0012, 0, List.of(), 1),
        60,
        0,
        1500,
        500,
        "final");
  }
}
