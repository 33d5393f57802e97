package io.espalier.operator;

/**
 * Operator {@code train}: inputs {@code weights}, {@code split}, optionally {@code mask} and {@code
 * optimizer}; stream {@code order} (replicate); outputs {@code weights} (the selected ones) and
 * {@code optimizer} (state at the end); result {@link TrainResult}.
 *
 * @param network name of the network
 * @param optimizer the optimizer
 * @param learningRate the schedule, a function of the iteration
 * @param batch examples an iteration
 * @param from first iteration of the schedule and of the data order
 * @param until end of the schedule, exclusive
 * @param evaluateEvery iterations between two looks at the validation split, 0 for never
 * @param select {@code final} or {@code best_validation}
 */
public record TrainParameters(
    String network,
    OptimizerParameters optimizer,
    LearningRateParameters learningRate,
    int batch,
    long from,
    long until,
    long evaluateEvery,
    String select) {}
