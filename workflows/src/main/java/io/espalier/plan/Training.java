package io.espalier.plan;

/**
 * A planned training.
 *
 * @param start task whose output {@code weights} it begins from
 * @param task the training, whose output {@code weights} is what it gives out; where it goes
 *     through several tasks, the last of them
 * @param iterations its length, all its tasks together
 */
public record Training(TaskBuilder start, TaskBuilder task, long iterations) {}
