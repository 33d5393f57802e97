package io.espalier.step;

import io.espalier.dag.Place;
import org.jspecify.annotations.Nullable;

/**
 * What a number is about: a place, a place held against another, a layer of it.
 *
 * @param place where what was measured comes from
 * @param other where what it was held against comes from, {@link Place#NONE} where it stands alone
 * @param layer the layer, null for the whole network
 * @param item what else tells it apart, such as a class; null for nothing
 */
public record Subject(Place place, Place other, @Nullable String layer, @Nullable String item) {
  /** A place by itself, its whole network. */
  public static Subject of(Place place) {
    return new Subject(place, Place.NONE, null, null);
  }

  /** This, held against another place. */
  public Subject against(Place against) {
    return new Subject(place, against, layer, item);
  }

  /** One layer of this. */
  public Subject layer(String name) {
    return new Subject(place, other, name, item);
  }

  /** This, told apart by something else. */
  public Subject item(String name) {
    return new Subject(place, other, layer, name);
  }
}
