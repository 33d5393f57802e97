package io.espalier.analyse;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;
import io.espalier.data.split.Subset;
import io.espalier.engine.Session;
import io.espalier.random.RandomSource;
import io.espalier.shrink.StepNetwork;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.PlacedInput;
import io.espalier.step.StepContext;
import io.espalier.step.Subject;
import io.espalier.train.Accuracy;
import io.espalier.train.Predictor;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code noise_robustness}: one input {@code weights} with its place and {@code split};
 * stream {@code noise} (replicate). Measures {@code noisy_accuracy} and {@code noisy_loss} for each
 * severity, and their means {@code mean_noisy_accuracy} and {@code mean_noisy_loss}; see {@link
 * NoiseRobustness}.
 */
@AutoService(Descriptor.class)
public final class NoiseRobustnessOperator implements Operator<NoiseRobustnessOperator.Parameters> {
  /**
   * Parameters.
   *
   * @param network name of the network
   * @param kind {@code gaussian} or {@code impulse}
   * @param severities each in [0, 1]
   * @param on {@code test} or {@code validation}
   * @param examples at the most
   */
  public record Parameters(
      String network, String kind, List<Double> severities, String on, int examples) {
    public Parameters {
      severities = List.copyOf(severities);
    }
  }

  @Override
  public String name() {
    return "noise_robustness";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Measures a network on images with noise.";
  }

  @Override
  public Class<Parameters> parameters() {
    return Parameters.class;
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
  public boolean runsNetwork(Record parameters, Catalog catalog) {
    return true;
  }

  @Override
  public @Nullable Object run(Parameters parameters, StepContext context) {
    PlacedInput weights = context.placedInput("weights");
    SplitData data = SplitData.of(context);
    Subset images =
        (parameters.on().equals("test") ? data.test() : data.validation())
            .first(parameters.examples());
    Noise noise = Noise.of(parameters.kind(), images, context.random("noise"));
    StepNetwork network = StepNetwork.of(context, parameters.network());
    Subject subject = Subject.of(weights.place());
    long n = images.count();
    double accuracies = 0;
    double losses = 0;
    try (Session session = network.open(context, weights.read(), null)) {
      for (double severity : parameters.severities()) {
        Subset noisy = noise.on(images, severity);
        float[] logits =
            Predictor.logits(session, noisy, data.classes(), () -> context.progress(0));
        Accuracy accuracy = Accuracy.of(logits, noisy.labels(0, noisy.count()), data.classes());
        Subject item =
            subject.item(BigDecimal.valueOf(severity).stripTrailingZeros().toPlainString());
        context.measure("noisy_accuracy", item, accuracy.fraction(), n, null, null, "fraction");
        context.measure("noisy_loss", item, accuracy.loss(), n, null, null, "nats");
        accuracies += accuracy.fraction();
        losses += accuracy.loss();
      }
    }
    int count = parameters.severities().size();
    context.measure("mean_noisy_accuracy", subject, accuracies / count, n, null, null, "fraction");
    context.measure("mean_noisy_loss", subject, losses / count, n, null, null, "nats");
    return null;
  }

  /**
   * The noise of some images at severity 1.
   *
   * @param gaussian whether it is added
   * @param draws {@code [images, pixels]}: normal numbers, or uniform ones in [0, 1)
   * @param pixels of an image
   */
  record Noise(boolean gaussian, float[] draws, int pixels) {
    /**
     * Draws it.
     *
     * @param random a source of its own; the image's place in the data set and the pixel follow
     */
    static Noise of(String kind, Subset images, RandomSource random) {
      boolean gaussian = kind.equals("gaussian");
      if (!gaussian && !kind.equals("impulse")) {
        throw new FatalTaskException("kind: " + kind + " (expected: gaussian or impulse)");
      }
      int pixels = images.pixelsPerExample();
      float[] draws = new float[Math.multiplyExact(images.count(), pixels)];
      for (int i = 0; i < images.count(); i++) {
        RandomSource own = random.at(images.index(i));
        for (int p = 0; p < pixels; p++) {
          draws[i * pixels + p] = (float) (gaussian ? own.normal(p) : own.uniform(p));
        }
      }
      return new Noise(gaussian, draws, pixels);
    }

    Subset on(Subset images, double severity) {
      return images.changed(
          (position, pixel, value) -> value(value, draws[position * pixels + pixel], severity));
    }

    private int value(int value, float draw, double severity) {
      if (gaussian) {
        return (int) Math.max(0, Math.min(255, Math.rint(value + 255 * severity * draw)));
      }
      return draw >= severity ? value : draw < severity / 2 ? 0 : 255;
    }
  }
}
