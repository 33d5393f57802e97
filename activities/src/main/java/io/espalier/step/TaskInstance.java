package io.espalier.step;

import java.time.Instant;

/**
 * Where an operator runs, in Airflow's words.
 *
 * @param dagId id of the Dag
 * @param runId the run
 * @param taskId the task, groups included, with the map index of an instance after a dot
 * @param mapIndex place among the instances of an expanded task, from 0; −1 for any other task
 * @param tryNumber from 1
 * @param logicalDate the moment that the run stands for, in microseconds
 */
public record TaskInstance(
    String dagId, String runId, String taskId, int mapIndex, int tryNumber, Instant logicalDate) {}
