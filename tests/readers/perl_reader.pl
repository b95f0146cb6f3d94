#!/usr/bin/env perl
# usage: perl_reader.pl FILE ADDRESS
use strict;
use warnings;
use HTTP::Cookies::Netscape;
use LWP::UserAgent;

my ($file, $address) = @ARGV;
my $jar = HTTP::Cookies::Netscape->new(file => $file);
my $agent = LWP::UserAgent->new(cookie_jar => $jar);
$agent->ssl_opts(SSL_ca_file => $ENV{SSL_CERT_FILE});
print $agent->get($address)->status_line, "\n";
