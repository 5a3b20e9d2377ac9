# The gross-flow step in R (README.md). R stores arrays with the first index innermost, so that dimensions are the other way
# round; a column is a trajectory, a row a cell: neighborhood innermost, then group, age, sex.
folder <- paste0(commandArgs(trailingOnly = TRUE)[1], "/")
read <- function(name, n) readBin(paste0(folder, name), "double", n)
shape <- readBin(paste0(folder, "shape"), "integer", 6)
YEARS <- shape[1]; A <- shape[2]; G <- shape[3]; R <- shape[4]; T <- shape[5]; CHANGES <- shape[6]
columns <- R * G
cells <- columns * A * 2
INFANT_EXPOSURE <- 2 / 3

start <- read("start", cells)
of_years <- function(name) matrix(read(name, cells * YEARS), cells)
mortality <- of_years("mortality"); gone <- of_years("gone"); leaving <- of_years("leaving")
arriving <- of_years("arriving"); share <- of_years("share")
changes <- array(read("changes", R * A * 2 * CHANGES * YEARS), c(R, A * 2, CHANGES, YEARS))
change_groups <- matrix(readBin(paste0(folder, "change_groups"), "integer", 2 * CHANGES), 2) + 1
fertility <- matrix(read("fertility", columns * A * YEARS), columns * A)
child_group <- array(read("child_group", G * G * YEARS), c(G, G, YEARS))  # [child's, mother's]
boys <- read("boys", YEARS)
mortality_factor <- aperm(array(read("mortality_factor", T * A * 2 * YEARS), c(T, A * 2, YEARS)), c(2, 1, 3))
migration_factor <- aperm(array(read("migration_factor", T * R * YEARS), c(T, R, YEARS)), c(2, 1, 3))
fertility_factor <- matrix(read("fertility_factor", T * YEARS), T)

# Rows of cells.
row_of <- rep(seq_len(A * 2), each = columns)
area_of <- rep(seq_len(R), cells / R)
age_of <- (row_of - 1) %% A
reached <- which(age_of > 0)
infants <- which(age_of == 0)
oldest <- which(age_of == A - 1)
women <- which(row_of > A & age_of > 0)
next_age <- ifelse(age_of == A - 1, seq_len(cells), seq_len(cells) + columns)
of_group <- function(g) which(rep(rep(seq_len(G), each = R), A * 2) == g)
cells_of_group <- lapply(seq_len(G), of_group)
pools_of <- function(leavers) {
  pool <- colSums(array(leavers, c(R, length(leavers) / R)))
  array(rep(pool, each = R), dim(leavers))
}

step <- function(t, people) {
  n <- matrix(0, cells, T)
  n[reached, ] <- people[reached - columns, ]
  n[oldest, ] <- n[oldest, ] + people[oldest, ]
  q <- mortality[, t] * mortality_factor[row_of, , t]
  alive <- 1 - q / 2
  immigrants <- arriving[, t] * migration_factor[area_of, , t]
  p <- n * alive
  leavers <- p * leaving[, t]
  end <- p * (2 - gone[, t] - leaving[, t]) - n + immigrants * alive[next_age, ] + share[, t] * pools_of(leavers)
  for (i in seq_len(CHANGES)) {
    from <- cells_of_group[[change_groups[1, i]]]
    to <- cells_of_group[[change_groups[2, i]]]
    end[to, ] <- end[to, ] + n[from, ] * as.vector(changes[, , i, t]) * alive[to, ]
  }
  of_mothers <- (n[women, ] + end[women, ]) * fertility[-seq_len(columns), t]
  of_mothers <- apply(array(of_mothers, c(columns, A - 1, T)), c(1, 3), sum)
  born <- apply(array(of_mothers, c(R, G, T)), c(1, 3), function(m) child_group[, , t] %*% m)  # G R T
  born <- matrix(aperm(born, c(2, 1, 3)), columns) * rep(0.5 * fertility_factor[, t], each = columns)
  births <- rbind(born * boys[t], born * (1 - boys[t]))
  joiners <- matrix(0, 2 * columns, T)
  group_of <- rep(rep(seq_len(G), each = R), 2)
  for (i in seq_len(CHANGES)) {
    from <- which(group_of == change_groups[1, i])
    to <- which(group_of == change_groups[2, i])
    joiners[to, ] <- joiners[to, ] + births[from, ] * as.vector(changes[, c(1, A + 1), i, t])
  }
  g0 <- gone[infants, t]
  deaths <- q[infants, ] * (births * (1 - INFANT_EXPOSURE * g0) + INFANT_EXPOSURE * (immigrants[infants, ] + joiners))
  leavers <- births * leaving[infants, t] * alive[infants, ]
  end[infants, ] <- births - deaths - births * g0 - leavers + immigrants[infants, ] + joiners +
    share[infants, t] * pools_of(leavers)
  end
}

run <- function() {
  people <- matrix(start, cells, T)
  for (t in seq_len(YEARS)) people <- step(t, people)
  people
}

people <- NULL
cat("ready\n")
input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  if (line == "result") {
    writeBin(as.vector(t(people)), paste0(folder, "r.result"))  # trajectories innermost
    cat("0\n")
    next
  }
  begin <- proc.time()
  people <- run()
  used <- proc.time() - begin
  cat(sprintf("%.6f\n", used[[1]] + used[[2]]))
}
