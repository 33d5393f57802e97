package io.espalier.plan;

import io.espalier.dag.Place;

/**
 * Where the tasks of one round of an arm go.
 *
 * @param group prefix of their ids, with the dot at its end
 * @param place what people are shown
 * @param round from 1
 * @param draw from 1
 */
record Spot(String group, Place place, int round, int draw) {}
