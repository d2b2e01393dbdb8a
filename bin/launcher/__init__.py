"""What bin/run, bin/test and bin/manage do: environment, embedded servers, supervision, test stages."""
