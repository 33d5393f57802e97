package io.espalier.analyse.strong;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.construct.ConstructTicketOperator.Layer;
import io.espalier.construct.ConstructTicketOperator.Report;
import io.espalier.construct.LayerErrors;
import io.espalier.data.split.SplitData;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.Parameters;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.IOException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures a network that was found within a random one beside its target: {@code accuracy_lost}
 * and {@code same_class} (fractions of the test examples), {@code logit_error} (the mean, with the
 * largest in {@code high}), {@code source_weights}, {@code kept_weights}, {@code subset_sums} and
 * {@code redraws} by layer of the source and of all, and by layer of the target {@code
 * construction_error} and {@code construction_bound}, means of both in {@code low}.
 */
@AutoService(Descriptor.class)
public final class MeasureStrongTicketOperator
    implements Operator<MeasureStrongTicketOperator.Parameter> {
  /**
   * Inputs {@code construction} and {@code predictions} of the network that was found, {@code
   * target}: predictions of the other, and {@code split}.
   *
   * @param errors whether its errors by layer are those of what is evaluated
   */
  public record Parameter(boolean errors) {}

  @Override
  public String name() {
    return "measure_strong_ticket";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Holds a network that was found within a random one against its target.";
  }

  @Override
  public Class<Parameter> parameters() {
    return Parameter.class;
  }

  @Override
  public boolean seesPlaces() {
    return true;
  }

  @Override
  public boolean readsTestData() {
    return true;
  }

  @Override
  public @Nullable Object run(Parameter parameters, StepContext context) {
    PlacedInput construction = context.placedInput("construction");
    PlacedInput target = context.placedInput("target");
    Subject subject = Subject.of(construction.place());
    Report report = report(construction.read());
    if (parameters.errors()) {
      for (LayerErrors.Of error : report.errors()) {
        Subject layer = subject.layer(error.layer());
        context.measure(
            "construction_error", layer, error.seen(), null, error.meanSeen(), null, "");
        context.measure(
            "construction_bound", layer, error.bound(), null, error.meanBound(), null, "");
      }
    }
    count(context, subject, report, "source_weights", Layer::source);
    count(context, subject, report, "kept_weights", Layer::kept);
    count(context, subject, report, "subset_sums", Layer::targets);
    count(context, subject, report, "redraws", Layer::redraws);
    compare(
        context,
        subject.against(target.place()),
        logits(context.placedInput("predictions").read()),
        logits(target.read()));
    return null;
  }

  private static Report report(byte[] json) {
    try {
      return Parameters.MAPPER.readValue(json, Report.class);
    } catch (JsonProcessingException e) {
      throw new FatalTaskException("construction: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new FatalTaskException("construction: " + e.getMessage());
    }
  }

  private static Tensor logits(byte[] predictions) {
    return Tensors.get(Safetensors.read(predictions), "test.logits");
  }

  private static void count(
      StepContext context,
      Subject subject,
      Report report,
      String name,
      ToLongFunction<Layer> number) {
    long sum = 0;
    for (Layer layer : report.layers()) {
      long one = number.applyAsLong(layer);
      context.measure(name, subject.layer(layer.name()), (double) one, "");
      sum += one;
    }
    context.measure(name, subject, (double) sum, "");
  }

  private static void compare(StepContext context, Subject subject, Tensor found, Tensor target) {
    SplitData data = SplitData.of(context);
    int classes = data.classes();
    int[] labels = data.test().labels(0, data.test().count());
    int same = 0;
    int lost = 0;
    double sum = 0;
    double largest = 0;
    for (int i = 0; i < labels.length; i++) {
      int one = best(found.data(), i, classes);
      int other = best(target.data(), i, classes);
      same += one == other ? 1 : 0;
      lost += (other == labels[i] ? 1 : 0) - (one == labels[i] ? 1 : 0);
      for (int c = 0; c < classes; c++) {
        double error =
            Math.abs((double) found.data()[i * classes + c] - target.data()[i * classes + c]);
        sum += error;
        largest = Math.max(largest, error);
      }
    }
    long n = labels.length;
    context.measure("accuracy_lost", subject, (double) lost / n, n, null, null, "fraction");
    context.measure("same_class", subject, (double) same / n, n, null, null, "fraction");
    context.measure("logit_error", subject, sum / (n * classes), n, null, largest, "");
  }

  private static int best(float[] logits, int example, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (logits[example * classes + c] > logits[example * classes + best]) {
        best = c;
      }
    }
    return best;
  }
}
