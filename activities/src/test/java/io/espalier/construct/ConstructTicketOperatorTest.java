package io.espalier.construct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.construct.ConstructTicketOperator.Form;
import io.espalier.construct.ConstructTicketOperator.Parameter;
import io.espalier.engine.Optimizer;
import io.espalier.engine.Session;
import io.espalier.engine.TrainingState;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.model.NetworkSpec;
import io.espalier.operator.PruneResult;
import io.espalier.step.Parameters;
import io.espalier.step.RecordingContext;
import io.espalier.step.StoppedException;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConstructTicketOperatorTest {
  private static final ConstructTicketOperator OPERATOR = new ConstructTicketOperator();

  @ParameterizedTest
  @ValueSource(strings = {"relu", "leaky_relu(0.1)", "tanh", "sigmoid"})
  void theTicketGivesTheTargetsLogitsOnAnExecutor(String activation) {
    String target = TinyTickets.three(activation);
    for (boolean twofold : new boolean[] {false, true}) {
      Parameter parameters = TinyTickets.parameters(target, twofold);
      RecordingContext context = TinyTickets.context(target);
      PruneResult result = OPERATOR.run(parameters, context);

      SortedMap<String, Tensor> exact = new TreeMap<>(TinyTickets.weights(target));
      TinyTickets.mask(target).applyTo(exact);
      Mask mask = MaskFiles.read(context.output("mask").bytes());
      float[] found = logits(TinyTickets.spec(parameters.network()), weights(context), mask);
      assertThat(found)
          .containsExactly(logits(TinyTickets.spec(target), exact, null), within(0.1f));
      assertThat(mask.keptCount()).isEqualTo(result.kept());
      assertThat(result.prunable()).isGreaterThan(1000);
    }
  }

  @Test
  void aStoppedConstructionGoesOnToTheSameBytes() {
    String target = TinyTickets.three("leaky_relu(0.1)");
    Parameter parameters = TinyTickets.parameters(target, false);
    RecordingContext whole = TinyTickets.context(target);
    OPERATOR.run(parameters, whole);
    RecordingContext stopped = TinyTickets.context(target).checkpointEvery(7).stopAtCheckpoint(9);
    assertThatThrownBy(() -> OPERATOR.run(parameters, stopped))
        .isInstanceOf(StoppedException.class);
    assertThat(stopped.outputs()).isEmpty();
    RecordingContext resumed = TinyTickets.context(target).continueFrom(stopped);
    OPERATOR.run(parameters, resumed);

    assertThat(resumed.outputs().keySet()).containsExactly("construction", "mask", "weights");
    whole
        .outputs()
        .forEach(
            (role, output) ->
                assertThat(resumed.output(role).bytes()).as(role).isEqualTo(output.bytes()));
  }

  @Test
  void theRandomSubsetKeepsAsManyOfEveryLayerAndOthers() {
    String target = TinyTickets.three("relu");
    RecordingContext ticket = TinyTickets.context(target);
    PruneResult one = OPERATOR.run(TinyTickets.parameters(target, false), ticket);
    RecordingContext subset = TinyTickets.context(target);
    PruneResult other =
        OPERATOR.run(TinyTickets.parameters(target, false, Form.RANDOM_SUBSET), subset);

    assertThat(other).isEqualTo(one);
    assertThat(subset.output("mask").bytes()).isNotEqualTo(ticket.output("mask").bytes());
    Mask mask = MaskFiles.read(subset.output("mask").bytes());
    SortedMap<String, Tensor> weights = weights(subset);
    mask.names()
        .forEach(
            name -> {
              float[] data = Tensors.get(weights, name).data();
              for (int i = 0; i < data.length; i++) {
                assertThat(data[i] != 0).isEqualTo(mask.flags(name)[i]);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "leaky_relu(0.1)", "tanh", "sigmoid"})
  void withALinearFirstLayerTheNetworkIsNearTheTargetToo(String activation) {
    String target = TinyTickets.three(activation);
    RecordingContext context = TinyTickets.context(target);
    OPERATOR.run(TinyTickets.parameters(target, false, Form.LINEAR_FIRST_LAYER), context);
    String network =
        Source.of(TinyTickets.spec(target), false, 15, 0.01).text(TinyTickets.CATALOG, true);

    SortedMap<String, Tensor> exact = new TreeMap<>(TinyTickets.weights(target));
    TinyTickets.mask(target).applyTo(exact);
    assertThat(
            logits(
                TinyTickets.spec(network),
                weights(context),
                MaskFiles.read(context.output("mask").bytes())))
        .containsExactly(logits(TinyTickets.spec(target), exact, null), within(0.1f));
  }

  @Test
  void theReportHasEveryLayerWithItsFigures() throws IOException {
    String target = TinyTickets.three("relu");
    RecordingContext context = TinyTickets.context(target);
    PruneResult result = OPERATOR.run(TinyTickets.parameters(target, false), context);

    JsonNode report = report(context);
    assertThat(report.path("layers")).hasSize(4);
    assertThat(report.path("errors")).hasSize(3);
    JsonNode first = report.path("layers").path(0);
    assertThat(first.path("name").asText()).isEqualTo("fc1_inputs");
    // Thirty neurons for each of nine inputs, and thirty constants.
    assertThat(first.path("source").asLong()).isEqualTo(300 * 9);
    long kept = 0;
    for (JsonNode layer : report.path("layers")) {
      kept += layer.path("kept").asLong();
    }
    assertThat(kept).isEqualTo(result.kept());
  }

  private static JsonNode report(RecordingContext context) throws IOException {
    return Parameters.MAPPER.readTree(context.output("construction").bytes());
  }

  private static SortedMap<String, Tensor> weights(RecordingContext context) {
    return Safetensors.read(context.output("weights").bytes());
  }

  /** Of inputs like those of the data set. */
  private static float[] logits(
      NetworkSpec network, SortedMap<String, Tensor> weights, @Nullable Mask mask) {
    float[] inputs = new float[20 * 9];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) (0.35 + 0.3 * TinyTickets.source().at("inputs").uniform(i));
    }
    try (Session session =
        new JvmExecutor().open(network, TrainingState.fresh(weights, mask), Optimizer.NONE)) {
      return session.predict(inputs, 20);
    }
  }
}
