# Scores mails with SpamAssassin's own rules, without the network: FOLDER FILE... prints a line each: file, score, rules.
use strict;
use warnings;
use Mail::SpamAssassin;

my ( $folder, @files ) = @ARGV;
# Bayes and the reputation of senders learn from mail that came before: no machine's past counts here.
my $assassin = Mail::SpamAssassin->new({
  local_tests_only  => 1,
  dont_copy_prefs   => 1,
  userstate_dir     => $folder,
  userprefs_filename => "$folder/none",
  post_config_text  => "use_bayes 0\nuse_auto_welcomelist 0\n",
});
for my $file (@files) {
  open my $in, '<', $file or die "$file: $!";
  my $raw = do { local $/; <$in> };
  my $mail = $assassin->parse($raw);
  my $status = $assassin->check($mail);
  printf "%s\t%s\t%s\n", $file, $status->get_score, $status->get_names_of_tests_hit;
  $status->finish;
  $mail->finish;
}
