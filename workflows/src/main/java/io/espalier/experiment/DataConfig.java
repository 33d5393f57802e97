package io.espalier.experiment;

import io.espalier.catalog.DataSetDescriptor;

/**
 * What to train on.
 *
 * @param name name of a data set in the catalog
 * @param validation training examples held out for validation, stratified by class
 */
public record DataConfig(
    @Doc("Name of the data set.") @Known(DataSetDescriptor.class) @Shorthand String name,
    @Doc(
            "Training examples that are held out for validation, stratified by class; 0 for none,"
                + " and then nothing can be selected by validation accuracy.")
        @Range(min = 0, max = 1e9)
        @Default("0")
        int validation) {}
