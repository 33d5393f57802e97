package io.espalier.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/** What is kept or removed as one piece of a weight tensor {@code [out, in, …]}. */
public enum Granularity {
  /** Single weights. */
  WEIGHT,
  /** All weights that enter one unit: a row of a dense layer, a filter of a convolution. */
  FILTER,
  /** All weights that leave one input: a column of a dense layer, a channel of a convolution. */
  CHANNEL;

  /**
   * The granularity that a file names.
   *
   * @throws IllegalArgumentException naming all of them
   */
  public static Granularity named(String name) {
    return Arrays.stream(values())
        .filter(one -> one.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "granularity: "
                        + name
                        + " (expected one of: "
                        + Arrays.stream(values())
                            .map(Granularity::id)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  /** Its name in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Shape of a tensor with a number for each piece.
   *
   * @param weights shape of a weight tensor
   * @return the same for weights, {@code [out]} for filters, {@code [in]} for channels
   */
  public int[] shapeOfPieces(int[] weights) {
    return switch (this) {
      case WEIGHT -> weights.clone();
      case FILTER -> new int[] {weights[0]};
      case CHANNEL -> new int[] {weights[1]};
    };
  }

  /**
   * Which piece a weight belongs to: from its row-major index to the piece's number.
   *
   * @param weights shape of the weight tensor
   */
  public IntUnaryOperator pieceOf(int[] weights) {
    int row = Arrays.stream(weights).skip(1).reduce(1, (a, b) -> a * b);
    return switch (this) {
      case WEIGHT -> IntUnaryOperator.identity();
      case FILTER -> i -> i / row;
      case CHANNEL -> {
        int kernel = row / weights[1];
        yield i -> i % row / kernel;
      }
    };
  }
}
