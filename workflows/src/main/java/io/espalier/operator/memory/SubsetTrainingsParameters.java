package io.espalier.operator.memory;

import io.espalier.operator.LearningRateParameters;
import io.espalier.operator.OptimizerParameters;
import org.jspecify.annotations.Nullable;

/**
 * Operator {@code train_subsets}: trains networks one after the other, each from initial weights of
 * its own on a random part of the training examples, and writes down which examples it was trained
 * on and of which train and test examples it names the class. Input {@code split}; stream {@code
 * subsets}; output {@code outcomes}. The training k of all is the same whatever the task it is in.
 *
 * @param network name of the network
 * @param distribution of the initial weights; null for the network's own
 * @param optimizer the optimizer
 * @param learningRate the schedule
 * @param batch examples an iteration
 * @param iterations length of each training
 * @param fraction part of the training examples in each subset, HALF_EVEN
 * @param first number of the first training, from 1
 * @param count how many
 */
public record SubsetTrainingsParameters(
    String network,
    @Nullable String distribution,
    OptimizerParameters optimizer,
    LearningRateParameters learningRate,
    int batch,
    long iterations,
    double fraction,
    int first,
    int count) {}
