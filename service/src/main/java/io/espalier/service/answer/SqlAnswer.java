package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a SELECT gave. */
@Doc("What a SELECT gave.")
public record SqlAnswer(
    @Doc("Names of the columns.") List<String> columns,
    @Doc(
            "The rows, a value a column: a number, a truth value, a text or null. Numbers that are not finite are the texts `NaN`, `Infinity` and `-Infinity`.")
        List<List<@Nullable Object>> rows,
    @Doc("Whether there are rows that were not asked for.") boolean more) {}
