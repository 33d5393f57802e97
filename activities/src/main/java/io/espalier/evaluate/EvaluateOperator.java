package io.espalier.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Session;
import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.operator.EvaluateParameters;
import io.espalier.operator.EvaluateResult;
import io.espalier.shrink.StepNetwork;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.SafetensorsException;
import io.espalier.tensor.Tensor;
import io.espalier.train.Accuracy;
import io.espalier.train.Predictor;
import java.util.Map;

/**
 * Measures a network on the validation and the test split; see {@link EvaluateParameters}. The
 * predictions are the logits of the test split, {@code test.logits [examples, classes]}.
 */
@AutoService(Descriptor.class)
public final class EvaluateOperator implements Operator<EvaluateParameters> {
  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures accuracy and loss on the validation and the test split.";
  }

  @Override
  public long outputBytes(Sizes sizes) {
    return sizes.testExamples();
  }

  @Override
  public Passes passes(JsonNode parameters, long evaluated) {
    return new Passes(evaluated, 0);
  }

  @Override
  public Class<EvaluateParameters> parameters() {
    return EvaluateParameters.class;
  }

  @Override
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public boolean readsTestData() {
    return true;
  }

  @Override
  public EvaluateResult run(EvaluateParameters parameters, StepContext context) {
    try {
      return evaluate(parameters, context);
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(e);
    } catch (SafetensorsException e) {
      throw new FatalTaskException(String.valueOf(e.getMessage()));
    }
  }

  private static EvaluateResult evaluate(EvaluateParameters parameters, StepContext context) {
    StepNetwork network = StepNetwork.of(context, parameters.network());
    SplitData data = SplitData.of(context);
    Subset validation = data.validation();
    Subset test = data.test();
    int classes = data.classes();
    Mask mask = context.optionalInput("mask").map(MaskFiles::read).map(network::enter).orElse(null);
    try (Session session = network.open(context, context.input("weights"), mask)) {
      Accuracy validated =
          validation.count() == 0
              ? null
              : measure(validation, logits(session, validation, classes, context, 0), classes);
      float[] logits = logits(session, test, classes, context, 0.5);
      Accuracy tested = measure(test, logits, classes);
      Tensor predictions = new Tensor(new int[] {test.count(), classes}, logits);
      context.output(
          "predictions",
          "predictions",
          Safetensors.MEDIA_TYPE,
          out -> Safetensors.write(out, Map.of("test.logits", predictions)));
      return new EvaluateResult(
          validated == null ? null : validated.fraction(),
          validated == null ? null : validated.loss(),
          tested.fraction(),
          tested.loss());
    }
  }

  private static float[] logits(
      Session session, Subset subset, int classes, StepContext context, double done) {
    return Predictor.logits(session, subset, classes, () -> context.progress(done));
  }

  private static Accuracy measure(Subset subset, float[] logits, int classes) {
    return Accuracy.of(logits, subset.labels(0, subset.count()), classes);
  }
}
