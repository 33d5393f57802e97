package io.espalier.judge;

import io.espalier.operator.EvaluateResult;
import io.espalier.operator.PruneResult;
import io.espalier.operator.TrainResult;
import io.espalier.store.measurement.Measurement;
import java.util.List;
import java.util.Map;

/**
 * What a verdict may rest on, by task or analysis; what failed or was skipped is not there.
 *
 * @param evaluations what evaluations gave
 * @param masks what prunings gave
 * @param trainings what trainings gave
 * @param measured what analyses measured
 */
record Evidence(
    Map<String, EvaluateResult> evaluations,
    Map<String, PruneResult> masks,
    Map<String, TrainResult> trainings,
    Map<String, List<Measurement>> measured) {}
