/** Control records inside the job: how their bytes are read, the topic they come from, and how a change reaches every key group. */
package io.vitalwatch.job.control;
