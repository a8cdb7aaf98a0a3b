package fakeldap
