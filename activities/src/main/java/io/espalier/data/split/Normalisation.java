package io.espalier.data.split;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.espalier.data.Examples;
import io.espalier.operator.SplitParameters.NormaliseParameters;
import io.espalier.step.FatalTaskException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network sees in place of values from 0 to 1, with every number settled: training,
 * validation, test and scoring all read it from the split.
 *
 * @param by {@code channels}, {@code given} or {@code unit_length}
 * @param mean of each channel, null for unit_length
 * @param sd standard deviation of each channel (over n, not n − 1), null for unit_length
 */
@JsonPropertyOrder({"by", "mean", "sd"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Normalisation(
    @JsonProperty(required = true) String by,
    @Nullable List<Double> mean,
    @Nullable List<Double> sd) {

  /**
   * Settles what the parameters ask for.
   *
   * @param examples the data set's examples for training and validation
   * @param train which of them train: no other is looked at
   */
  static Normalisation of(NormaliseParameters parameters, Examples examples, int[] train) {
    int channels = examples.shape()[0];
    return switch (parameters.by()) {
      case "channels" -> measure(examples, train);
      case "given" -> {
        List<Double> mean = parameters.mean();
        List<Double> sd = parameters.sd();
        if (mean == null || sd == null || mean.size() != channels || sd.size() != channels) {
          throw new FatalTaskException(
              "normalise: mean %s, sd %s (expected: %d numbers each, one a channel)"
                  .formatted(mean, sd, channels));
        }
        yield new Normalisation("given", mean, sd);
      }
      case "unit_length" -> new Normalisation("unit_length", null, null);
      default ->
          throw new FatalTaskException(
              "normalise: " + parameters.by() + " (expected one of: channels, given, unit_length)");
    };
  }

  /** Mean and standard deviation from exact sums over bytes. */
  private static Normalisation measure(Examples examples, int[] train) {
    int channels = examples.shape()[0];
    int plane = examples.pixelsPerExample() / channels;
    double count = (double) train.length * plane;
    List<Double> means = new ArrayList<>();
    List<Double> sds = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      long sum = 0;
      long squares = 0;
      for (int example : train) {
        int from = example * examples.pixelsPerExample() + channel * plane;
        for (int i = from; i < from + plane; i++) {
          int value = examples.pixels()[i] & 0xff;
          sum += value;
          squares += (long) value * value;
        }
      }
      double mean = sum / count;
      double variance = Math.max(0, squares / count - mean * mean);
      if (variance == 0) {
        throw new FatalTaskException(
            "normalise: channel %d is the same everywhere (expected: values that differ; use given)"
                .formatted(channel));
      }
      means.add(mean / 255);
      sds.add(Math.sqrt(variance) / 255);
    }
    return new Normalisation("channels", means, sds);
  }
}
